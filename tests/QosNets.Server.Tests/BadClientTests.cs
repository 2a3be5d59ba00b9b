using System.Net.Sockets;
using System.Text;
using Xunit;

namespace QosNets.Server.Tests;

public class BadClientTests
{
    [Fact]
    public async Task Clients_that_break_off_or_dawdle_disturb_no_other_and_leave_nothing_behind()
    {
        await using var server = await TestServer.StartAsync();
        var body = TestServer.Json(TestServer.Pixels(1, 4));
        var request = $"POST /v2/models/small/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        using var stop = new CancellationTokenSource();
        var good = Enumerable
            .Range(0, 4)
            .Select(c =>
                Task.Run(async () =>
                {
                    var (pixels, answers) = (TestServer.Pixels(c, 1 + c), 0);
                    for (; !stop.IsCancellationRequested; answers++)
                        await LoadTests.AssertAnswer(server, pixels, await server.InferAsync(TestServer.Json(pixels)));
                    return answers;
                })
            )
            .ToArray();
        using var slow = await Connect(server);
        var dawdling = Task.Run(async () =>
        {
            foreach (var letter in request[..100])
            {
                await slow.SendAsync(Encoding.ASCII.GetBytes([letter]));
                await Task.Delay(10);
            }
        });
        for (var i = 0; i < 60; i++)
        {
            using var socket = await Connect(server);
            // In the headers, in the body, and with the answer still to come.
            var sent = (i % 3) switch
            {
                0 => 20,
                1 => request.Length - 50,
                _ => request.Length,
            };
            await socket.SendAsync(Encoding.ASCII.GetBytes(request[..sent]));
            // A reset, as when the client's process is killed.
            socket.LingerState = new LingerOption(true, 0);
        }
        await dawdling;
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(good), answers => Assert.NotEqual(0, answers));
        slow.Close();
        await LoadTests.Gauge(server, "qosnets_requests_active", 0);
        await LoadTests.Gauge(server, "qosnets_queue_images", 0);
    }

    [Fact]
    public async Task What_is_not_HTTP_is_answered_4xx()
    {
        await using var server = await TestServer.StartAsync();
        Assert.StartsWith("HTTP/1.1 400", await Answer(server, "\0\u0001\u0002 nothing of the kind\r\n\r\n"));
        Assert.StartsWith(
            "HTTP/1.1 431",
            await Answer(server, $"GET /v2 HTTP/1.1\r\nHost: x\r\nX: {new string('y', 20_000)}\r\n\r\n")
        );
    }

    private static async Task<Socket> Connect(TestServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", server.Address.Port);
        return socket;
    }

    private static async Task<string> Answer(TestServer server, string request)
    {
        using var socket = await Connect(server);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
    }
}
