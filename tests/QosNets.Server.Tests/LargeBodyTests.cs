using System.Net.Sockets;
using System.Text;
using Xunit;

namespace QosNets.Server.Tests;

public class LargeBodyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task A_client_that_sends_all_before_it_reads_gets_to_read_that_its_body_is_too_large(int mebibytes)
    {
        await using var server = await TestServer.StartAsync();
        foreach (var chunked in new[] { false, true })
        {
            using var socket = await Connect(server);
            await socket.SendAsync(Ascii(Head(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {mebibytes << 20}")));
            var block = new byte[1 << 20];
            for (var i = 0; i < mebibytes; i++)
            {
                if (chunked)
                    await Send(socket, Ascii("100000\r\n"));
                await Send(socket, block);
                if (chunked)
                    await Send(socket, Ascii("\r\n"));
            }
            if (chunked)
                await Send(socket, Ascii("0\r\n\r\n"));
            var answer = await Read(socket);
            Assert.StartsWith("HTTP/1.1 413 ", answer);
            Assert.Contains("Request body too large: it may have ", answer);
        }
    }

    [Fact]
    public async Task A_client_that_expects_to_be_told_to_go_on_is_told_that_its_body_is_too_large()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = await Connect(server);
        await socket.SendAsync(Ascii(Head("Content-Length: 100000000\r\nExpect: 100-continue")));
        Assert.StartsWith("HTTP/1.1 413 ", await Read(socket));
    }

    [Fact]
    public async Task A_client_that_expects_to_be_told_to_go_on_is_told_so()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = await Connect(server);
        var body = TestServer.Json(TestServer.Pixels(1, 1));
        await socket.SendAsync(Ascii(Head($"Content-Length: {body.Length}\r\nExpect: 100-continue")));
        Assert.StartsWith("HTTP/1.1 100 ", await Read(socket));
        await socket.SendAsync(Ascii(body));
        Assert.StartsWith("HTTP/1.1 200 ", await Read(socket));
    }

    [Fact]
    public async Task A_client_that_never_stops_sending_is_cut_off()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = await Connect(server);
        await socket.SendAsync(Ascii(Head($"Content-Length: {long.MaxValue}")));
        var (block, start) = (new byte[1024], DateTime.UtcNow);
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (DateTime.UtcNow - start < TimeSpan.FromSeconds(60))
            {
                await Send(socket, block);
                await Task.Delay(20);
            }
        });
    }

    private static string Head(string fields) => $"POST /v2/models/small/infer HTTP/1.1\r\nHost: 127.0.0.1\r\n{fields}\r\n\r\n";

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static async Task Send(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes)..];
    }

    private static async Task<Socket> Connect(TestServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", server.Address.Port);
        return socket;
    }

    private static async Task<string> Read(Socket socket)
    {
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token));
    }
}
