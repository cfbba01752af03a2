// The other end of tsrt's ttrpc tests: a server and a client made with ttrpc-go.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/containerd/ttrpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

const service = "interop.Echo"

type text = wrapperspb.StringValue

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: ttrpc serve|call SOCKET")
		os.Exit(2)
	}
	run := map[string]func(string) error{"serve": serve, "call": call}[os.Args[1]]
	if err := run(os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(path string) error {
	server, err := ttrpc.NewServer()
	if err != nil {
		return err
	}
	server.RegisterService(service, &ttrpc.ServiceDesc{
		Methods: map[string]ttrpc.Method{"Say": say, "Fail": fail, "Hang": hang, "Meta": meta},
		Streams: map[string]ttrpc.Stream{
			"Join":  {Handler: join, StreamingClient: true},
			"Count": {Handler: count, StreamingServer: true},
			"Chat":  {Handler: chat, StreamingClient: true, StreamingServer: true},
		},
	})
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	fmt.Println("listening")
	return server.Serve(context.Background(), listener)
}

func say(_ context.Context, unmarshal func(any) error) (any, error) {
	var request text
	return &request, unmarshal(&request)
}

func fail(_ context.Context, unmarshal func(any) error) (any, error) {
	var request text
	if err := unmarshal(&request); err != nil {
		return nil, err
	}
	return nil, status.Errorf(codes.NotFound, "thing %s: not found", request.Value)
}

func hang(ctx context.Context, _ func(any) error) (any, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func meta(ctx context.Context, _ func(any) error) (any, error) {
	values, _ := ttrpc.GetMetadata(ctx)
	who, _ := values.Get("who")
	_, limited := ctx.Deadline()
	return &text{Value: fmt.Sprintf("%s %t", strings.Join(who, ","), limited)}, nil
}

func join(_ context.Context, stream ttrpc.StreamServer) (any, error) {
	var all string
	for {
		var next text
		err := stream.RecvMsg(&next)
		if errors.Is(err, io.EOF) {
			return &text{Value: all}, nil
		}
		if err != nil {
			return nil, err
		}
		all += next.Value
	}
}

func count(_ context.Context, stream ttrpc.StreamServer) (any, error) {
	var request text
	if err := stream.RecvMsg(&request); err != nil {
		return nil, err
	}
	limit, err := strconv.Atoi(request.Value)
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, "no number")
	}
	for number := 0; number < limit; number++ {
		if err := stream.SendMsg(&text{Value: strconv.Itoa(number)}); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func chat(_ context.Context, stream ttrpc.StreamServer) (any, error) {
	for {
		var next text
		err := stream.RecvMsg(&next)
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if err := stream.SendMsg(&text{Value: strings.ToUpper(next.Value)}); err != nil {
			return nil, err
		}
	}
}

// call uses every kind of call of a server of tsrt's and prints what came, a line each.
func call(path string) error {
	conn, err := net.Dial("unix", path)
	if err != nil {
		return err
	}
	client := ttrpc.NewClient(conn)
	defer client.Close()
	for _, step := range []func(*ttrpc.Client) error{
		callSay, callFail, callMissing, callDeadline, callMeta, callJoin, callCount, callChat, callBig, callMany,
	} {
		if err := step(client); err != nil {
			return err
		}
	}
	return nil
}

func unary(client *ttrpc.Client, method, value string) (string, error) {
	var reply text
	err := client.Call(context.Background(), service, method, &text{Value: value}, &reply)
	return reply.Value, err
}

func callSay(client *ttrpc.Client) error {
	reply, err := unary(client, "Say", "hello")
	fmt.Println("say", reply)
	return err
}

func callFail(client *ttrpc.Client) error {
	_, err := unary(client, "Fail", "7")
	fmt.Println("fail", status.Code(err), status.Convert(err).Message())
	return nil
}

func callMissing(client *ttrpc.Client) error {
	_, err := unary(client, "Missing", "")
	fmt.Println("missing", status.Code(err), status.Convert(err).Message())
	return nil
}

func callDeadline(client *ttrpc.Client) error {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	err := client.Call(ctx, service, "Hang", &text{}, &text{})
	fmt.Println("deadline", errors.Is(err, context.DeadlineExceeded) || status.Code(err) == codes.DeadlineExceeded)
	return nil
}

func callMeta(client *ttrpc.Client) error {
	ctx := ttrpc.WithMetadata(context.Background(), ttrpc.MD{"Who": []string{"first", "second"}})
	var reply text
	err := client.Call(ctx, service, "Meta", &text{}, &reply)
	fmt.Println("meta", reply.Value)
	return err
}

func open(client *ttrpc.Client, method string, up, down bool, request any) (ttrpc.ClientStream, error) {
	desc := &ttrpc.StreamDesc{StreamingClient: up, StreamingServer: down}
	return client.NewStream(context.Background(), desc, service, method, request)
}

func callJoin(client *ttrpc.Client) error {
	stream, err := open(client, "Join", true, false, nil)
	if err != nil {
		return err
	}
	for _, value := range []string{"a", "b", "", "c"} {
		if err := stream.SendMsg(&text{Value: value}); err != nil {
			return err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	var reply text
	err = stream.RecvMsg(&reply)
	fmt.Println("join", reply.Value)
	return err
}

func receiveAll(stream ttrpc.ClientStream) ([]string, error) {
	var all []string
	for {
		var next text
		err := stream.RecvMsg(&next)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, next.Value)
	}
}

func callCount(client *ttrpc.Client) error {
	for _, limit := range []string{"3", "0", "x"} {
		stream, err := open(client, "Count", false, true, &text{Value: limit})
		if err != nil {
			return err
		}
		all, err := receiveAll(stream)
		fmt.Println("count", limit, all, status.Code(err))
	}
	return nil
}

func callChat(client *ttrpc.Client) error {
	stream, err := open(client, "Chat", true, true, nil)
	if err != nil {
		return err
	}
	for _, value := range []string{"x", "y"} {
		if err := stream.SendMsg(&text{Value: value}); err != nil {
			return err
		}
		var reply text
		if err := stream.RecvMsg(&reply); err != nil {
			return err
		}
		fmt.Println("chat", reply.Value)
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	rest, err := receiveAll(stream)
	fmt.Println("chat rest", len(rest))
	return err
}

func callBig(client *ttrpc.Client) error {
	value := strings.Repeat("x", 4000000)
	reply, err := unary(client, "Say", value)
	fmt.Println("big", reply == value)
	return err
}

func callMany(client *ttrpc.Client) error {
	failed := make(chan error, 16)
	for worker := 0; worker < 16; worker++ {
		go func() {
			for call := 0; call < 100; call++ {
				if _, err := unary(client, "Say", "many"); err != nil {
					failed <- err
					return
				}
			}
			failed <- nil
		}()
	}
	for worker := 0; worker < 16; worker++ {
		if err := <-failed; err != nil {
			return err
		}
	}
	fmt.Println("many done")
	return nil
}
