// A plugin of the node, built on containerd's own library for plugins, that does one thing:
//
//	nri-go SOCKET INDEX watch     tells what it is told
//	nri-go SOCKET INDEX adjust    changes every new container
//	nri-go SOCKET INDEX hang      does not answer when a container is created
//	nri-go SOCKET INDEX update    asks for more shares for each container that has started
//
// It prints a line for each event.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/containerd/nri/pkg/api"
	"github.com/containerd/nri/pkg/stub"
	"github.com/sirupsen/logrus"
)

type plugin struct {
	stub stub.Stub
	mode string
}

func (p *plugin) Synchronize(_ context.Context, pods []*api.PodSandbox, containers []*api.Container) ([]*api.ContainerUpdate, error) {
	size := 0
	for _, pod := range pods {
		size += len(pod.GetAnnotations()["large"])
	}
	fmt.Println("synchronize", len(pods), len(containers), size)
	return nil, nil
}

func (p *plugin) RunPodSandbox(_ context.Context, pod *api.PodSandbox) error {
	fmt.Println("run", pod.GetName(), len(pod.GetAnnotations()["large"]))
	return nil
}

func (p *plugin) StopPodSandbox(_ context.Context, pod *api.PodSandbox) error {
	fmt.Println("stop", pod.GetName())
	return nil
}

func (p *plugin) RemovePodSandbox(_ context.Context, pod *api.PodSandbox) error {
	fmt.Println("remove", pod.GetName())
	return nil
}

func (p *plugin) CreateContainer(ctx context.Context, pod *api.PodSandbox, container *api.Container) (*api.ContainerAdjustment, []*api.ContainerUpdate, error) {
	fmt.Println("create", container.GetName(), pod.GetName())
	switch p.mode {
	case "hang":
		select {}
	case "adjust":
		adjust := &api.ContainerAdjustment{}
		adjust.AddEnv("ADDED", "by Go")
		adjust.AddAnnotation("large", strings.Repeat("x", 1<<20))
		adjust.AddRlimit("RLIMIT_NOFILE", 88, 77)
		adjust.SetLinuxMemoryLimit(64 << 20)
		return adjust, nil, nil
	}
	return nil, nil, nil
}

func (p *plugin) StartContainer(_ context.Context, _ *api.PodSandbox, container *api.Container) error {
	fmt.Println("start", container.GetName())
	return nil
}

func (p *plugin) PostStartContainer(_ context.Context, _ *api.PodSandbox, container *api.Container) error {
	fmt.Println("started", container.GetName(), len(container.GetAnnotations()["large"]))
	if p.mode == "update" {
		go func() {
			update := &api.ContainerUpdate{}
			update.SetContainerId(container.GetId())
			update.SetLinuxCPUShares(321)
			failed, err := p.stub.UpdateContainers([]*api.ContainerUpdate{update})
			fmt.Println("updated", container.GetName(), len(failed), err)
		}()
	}
	return nil
}

func (p *plugin) StopContainer(_ context.Context, _ *api.PodSandbox, container *api.Container) ([]*api.ContainerUpdate, error) {
	fmt.Println("stopped", container.GetName())
	return nil, nil
}

func (p *plugin) RemoveContainer(_ context.Context, _ *api.PodSandbox, container *api.Container) error {
	fmt.Println("removed", container.GetName())
	return nil
}

func main() {
	logrus.SetOutput(io.Discard)
	p := &plugin{mode: os.Args[3]}
	made, err := stub.New(p,
		stub.WithSocketPath(os.Args[1]),
		stub.WithPluginIdx(os.Args[2]),
		stub.WithPluginName(p.mode),
		stub.WithOnClose(func() {
			fmt.Println("closed")
			os.Exit(3)
		}),
	)
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	p.stub = made
	if err := made.Run(context.Background()); err != nil {
		fmt.Println("error", err)
		os.Exit(2)
	}
}
