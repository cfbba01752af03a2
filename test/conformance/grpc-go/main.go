// Command grpc-go is the other side of our gRPC tests: grpc-go's client and server for the service of
// src/rpc/grpc/echo.fixture.ts. Messages are opaque bytes here: field 2 of the message carries them.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

const service = "tsrt.test.Echo"

// raw passes messages through as they are on the wire.
type raw struct{}

func (raw) Marshal(v interface{}) ([]byte, error)      { return *(v.(*[]byte)), nil }
func (raw) Unmarshal(data []byte, v interface{}) error { *(v.(*[]byte)) = append([]byte(nil), data...); return nil }
func (raw) Name() string                               { return "proto" }

var bidi = grpc.StreamDesc{ServerStreams: true, ClientStreams: true}

func main() {
	address := flag.String("address", "", "path of the unix socket")
	action := flag.String("action", "check", "check, bench or serve")
	inFlight := flag.Int("in-flight", 64, "calls at once, for bench")
	duration := flag.Duration("duration", 2*time.Second, "how long bench runs")
	flag.Parse()
	var err error
	switch *action {
	case "check":
		err = check(*address)
	case "bench":
		err = bench(*address, *inFlight, *duration)
	case "serve":
		err = serve(*address)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func dial(address string) (*grpc.ClientConn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	// Blocking, as the clients of containerd 1.x dial.
	return grpc.DialContext(ctx, "unix://"+address, grpc.WithBlock(),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(raw{}), grpc.MaxCallRecvMsgSize(64<<20), grpc.MaxCallSendMsgSize(64<<20)))
}

// message is field 1, a varint, and field 2, bytes.
func message(offset uint64, data []byte) []byte {
	var out []byte
	if offset > 0 {
		out = appendVarint(append(out, 0x08), offset)
	}
	if len(data) > 0 {
		out = appendVarint(append(out, 0x12), uint64(len(data)))
		out = append(out, data...)
	}
	return out
}

func appendVarint(out []byte, value uint64) []byte {
	for value >= 0x80 {
		out = append(out, byte(value)|0x80)
		value >>= 7
	}
	return append(out, byte(value))
}

func pattern(size int) []byte {
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(i * 31)
	}
	return data
}

// check makes calls of all kinds and prints what came of them as one JSON object.
func check(address string) error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	defer conn.Close()
	results := map[string]interface{}{}
	for name, run := range map[string]func(*grpc.ClientConn) (interface{}, error){
		"unary":         unary,
		"gzip":          compressed,
		"largeUnary":    largeUnary,
		"download":      download,
		"upload":        upload,
		"duplex":        duplex,
		"deadline":      deadline,
		"cancel":        cancelStream,
		"unimplemented": unimplemented,
		"parallel":      parallel,
	} {
		result, err := run(conn)
		if err != nil {
			result = fmt.Sprintf("%s: %s", status.Code(err), status.Convert(err).Message())
		}
		results[name] = result
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}

func call(conn *grpc.ClientConn, request []byte, options ...grpc.CallOption) ([]byte, error) {
	var reply []byte
	ctx := metadata.AppendToOutgoingContext(context.Background(), "containerd-namespace", "moby")
	err := conn.Invoke(ctx, "/"+service+"/Unary", &request, &reply, options...)
	return reply, err
}

func unary(conn *grpc.ClientConn) (interface{}, error) {
	request := message(7, []byte("hello"))
	reply, err := call(conn, request)
	return bytes.Equal(request, reply), err
}

func compressed(conn *grpc.ClientConn) (interface{}, error) {
	request := message(7, make([]byte, 100000))
	reply, err := call(conn, request, grpc.UseCompressor(gzip.Name))
	return bytes.Equal(request, reply), err
}

func largeUnary(conn *grpc.ClientConn) (interface{}, error) {
	request := message(7, pattern(15<<20))
	reply, err := call(conn, request)
	return bytes.Equal(request, reply), err
}

func download(conn *grpc.ClientConn) (interface{}, error) {
	stream, err := conn.NewStream(context.Background(), &bidi, "/"+service+"/Download")
	if err != nil {
		return nil, err
	}
	data := pattern(1 << 20)
	request := message(100, data)
	if err := stream.SendMsg(&request); err != nil {
		return nil, err
	}
	if err := stream.CloseSend(); err != nil {
		return nil, err
	}
	for count := uint64(0); ; count++ {
		var reply []byte
		err := stream.RecvMsg(&reply)
		if err == io.EOF {
			return count, nil
		}
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(reply, message(count, data)) {
			return nil, fmt.Errorf("reply %d differs", count)
		}
	}
}

func upload(conn *grpc.ClientConn) (interface{}, error) {
	stream, err := conn.NewStream(context.Background(), &bidi, "/"+service+"/Upload")
	if err != nil {
		return nil, err
	}
	for count := 0; count < 12; count++ {
		request := message(0, pattern(8<<20))
		if err := stream.SendMsg(&request); err != nil {
			return nil, err
		}
	}
	stream.CloseSend()
	var reply []byte
	if err := stream.RecvMsg(&reply); err != nil {
		return nil, err
	}
	return bytes.Equal(reply, message(12*8<<20, nil)), nil
}

func duplex(conn *grpc.ClientConn) (interface{}, error) {
	stream, err := conn.NewStream(context.Background(), &bidi, "/"+service+"/Duplex")
	if err != nil {
		return nil, err
	}
	for count := uint64(1); count <= 1000; count++ {
		request := message(count, pattern(1000))
		if err := stream.SendMsg(&request); err != nil {
			return nil, err
		}
		var reply []byte
		if err := stream.RecvMsg(&reply); err != nil {
			return nil, err
		}
		if !bytes.Equal(request, reply) {
			return nil, fmt.Errorf("reply %d differs", count)
		}
	}
	stream.CloseSend()
	var reply []byte
	return stream.RecvMsg(&reply) == io.EOF, nil
}

// deadline asks for offset 1: the handler of the test waits for ever then.
func deadline(conn *grpc.ClientConn) (interface{}, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	request := message(1, nil)
	var reply []byte
	return nil, conn.Invoke(ctx, "/"+service+"/Unary", &request, &reply)
}

func cancelStream(conn *grpc.ClientConn) (interface{}, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stream, err := conn.NewStream(ctx, &bidi, "/"+service+"/Duplex")
	if err != nil {
		return nil, err
	}
	request := message(3, nil)
	if err := stream.SendMsg(&request); err != nil {
		return nil, err
	}
	var reply []byte
	if err := stream.RecvMsg(&reply); err != nil {
		return nil, err
	}
	cancel()
	return nil, stream.RecvMsg(&reply)
}

func unimplemented(conn *grpc.ClientConn) (interface{}, error) {
	request := message(1, nil)
	var reply []byte
	return nil, conn.Invoke(context.Background(), "/x.Y/Z", &request, &reply)
}

func parallel(conn *grpc.ClientConn) (interface{}, error) {
	var group sync.WaitGroup
	errs := make(chan error, 200)
	for n := 0; n < 200; n++ {
		group.Add(1)
		go func(n int) {
			defer group.Done()
			request := message(uint64(n+2), pattern(n*500))
			reply, err := call(conn, request)
			if err == nil && !bytes.Equal(request, reply) {
				err = fmt.Errorf("reply %d differs", n)
			}
			if err != nil {
				errs <- err
			}
		}(n)
	}
	group.Wait()
	close(errs)
	return true, <-errs
}

func bench(address string, inFlight int, duration time.Duration) error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	defer conn.Close()
	var total int
	var mutex sync.Mutex
	var group sync.WaitGroup
	end := time.Now().Add(duration)
	for n := 0; n < inFlight; n++ {
		group.Add(1)
		go func() {
			defer group.Done()
			request := message(7, pattern(100))
			count := 0
			for ; time.Now().Before(end); count++ {
				if _, err := call(conn, request); err != nil {
					fmt.Fprintln(os.Stderr, err)
					break
				}
			}
			mutex.Lock()
			total += count
			mutex.Unlock()
		}()
	}
	group.Wait()
	fmt.Printf("%d in flight: %.0f calls/s\n", inFlight, float64(total)/duration.Seconds())
	start := time.Now()
	if _, err := download(conn); err != nil {
		return err
	}
	fmt.Printf("download: %.0f MB/s\n", 100*1.048576/time.Since(start).Seconds())
	start = time.Now()
	if _, err := upload(conn); err != nil {
		return err
	}
	fmt.Printf("upload: %.0f MB/s\n", 96*1.048576/time.Since(start).Seconds())
	return nil
}

// serve answers any method by its name, until it is killed. It says "ready" when it listens.
func serve(address string) error {
	listener, err := net.Listen("unix", address)
	if err != nil {
		return err
	}
	server := grpc.NewServer(grpc.ForceServerCodec(raw{}), grpc.MaxRecvMsgSize(64<<20), grpc.UnknownServiceHandler(answer))
	fmt.Println("ready")
	return server.Serve(listener)
}

func answer(_ interface{}, stream grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(stream)
	switch method {
	case "/" + service + "/Unary":
		return echo(stream, 1)
	case "/" + service + "/Duplex":
		return echo(stream, -1)
	case "/" + service + "/Download":
		return sendMany(stream)
	case "/" + service + "/Upload":
		return countAll(stream)
	}
	return status.Error(codes.FailedPrecondition, "größer than 100%: failed precondition")
}

func echo(stream grpc.ServerStream, limit int) error {
	for count := 0; count != limit; count++ {
		var request []byte
		err := stream.RecvMsg(&request)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.SendMsg(&request); err != nil {
			return err
		}
	}
	return nil
}

func sendMany(stream grpc.ServerStream) error {
	var request []byte
	if err := stream.RecvMsg(&request); err != nil {
		return err
	}
	for count := uint64(0); count < 100; count++ {
		reply := message(count, pattern(1<<20))
		if err := stream.SendMsg(&reply); err != nil {
			return err
		}
	}
	return nil
}

func countAll(stream grpc.ServerStream) error {
	var total uint64
	for {
		var request []byte
		err := stream.RecvMsg(&request)
		if err == io.EOF {
			reply := message(total, nil)
			return stream.SendMsg(&reply)
		}
		if err != nil {
			return err
		}
		total += uint64(len(request))
	}
}
