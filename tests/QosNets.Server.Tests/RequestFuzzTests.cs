extern alias server;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using QosNets.Networks;
using QosNets.Server.Http;
using QosNets.Server.Protocol;
using QosNets.Server.Rpc;
using Xunit;
using Wire = server::QosNets.Server.Rpc.Wire;

namespace QosNets.Server.Tests;

public class RequestFuzzTests
{
    private static readonly RequestChecks Checks = new(new Shape(1, 2, 3), 4, ["exact", "coarse"]);

    [Fact]
    public Task Mutated_requests_of_HTTP_are_read_or_refused_and_nothing_else()
    {
        const string Json = """
            {"id": null, "parameters": {"binary_data_output": true}, "outputs": [{"name": "class", "parameters": null}],
             "inputs": [{"name": "input", "shape": [1, 1, 2, 3], "datatype": "DATATYPE", "data": [1, 2.0, [3], 4, 5, 6]}]}
            """;
        var seeds = new List<byte[]>();
        foreach (var datatype in new[] { "UINT8", "FP16", "INT64" })
        {
            var json = Json.Replace("DATATYPE", datatype);
            seeds.Add(Encoding.UTF8.GetBytes(json.Replace("[3]", "3")));
            var size = 6 * Datatypes.SizeOf(datatype);
            json = json.Replace("[1, 2.0, [3], 4, 5, 6]", $"null, \"parameters\": {{\"binary_data_size\": {size}}}");
            seeds.Add([.. Encoding.UTF8.GetBytes(json), .. new byte[size]]);
        }
        var reader = new InferRequestReader(Checks);
        return FuzzAsync(
            [.. seeds],
            bytes =>
            {
                // Where the JSON ends is what a header says; here, where its last brace is.
                reader.Read(bytes, bytes.AsSpan().LastIndexOf((byte)'}') + 1).Dispose();
                return Task.CompletedTask;
            }
        );
    }

    [Fact]
    public Task Mutated_messages_of_gRPC_are_read_or_refused_and_nothing_else()
    {
        var request = new Wire.ModelInferRequest { ModelName = "small", Id = "1" };
        request.Inputs.Add(
            new Wire.ModelInferRequest.Types.InferInputTensor
            {
                Name = "input",
                Datatype = "UINT8",
                Shape = { 1, 1, 2, 3 },
            }
        );
        var typed = request.Clone();
        typed.Inputs[0].Contents = new Wire.InferTensorContents { UintContents = { 1, 2, 3, 4, 5, 255 } };
        request.RawInputContents.Add(ByteString.CopyFrom(1, 2, 3, 4, 5, 6));
        request.Outputs.Add(new Wire.ModelInferRequest.Types.InferRequestedOutputTensor { Name = "class" });
        return FuzzAsync(
            [request.ToByteArray(), typed.ToByteArray()],
            bytes =>
            {
                ReadMessage(bytes);
                return Task.CompletedTask;
            }
        );
    }

    [Fact]
    public Task Mutated_packed_bodies_are_read_or_refused_and_nothing_else()
    {
        var body = Encoding.UTF8.GetBytes(TestServer.Json(TestServer.Pixels(1, 1)));
        return FuzzAsync(
            [
                Pack(body, s => new GZipStream(s, CompressionLevel.Fastest)),
                Pack(body, s => new ZLibStream(s, CompressionLevel.Fastest)),
            ],
            async bytes =>
            {
                var context = new DefaultHttpContext();
                context.Request.Headers.ContentEncoding = bytes is [0x1F, ..] ? "gzip" : "deflate";
                context.Request.Body = new MemoryStream(bytes);
                using var read = new RequestBody(2000);
                await read.ReadAsync(context.Request, default);
                Assert.InRange(read.Length, 0, 2000);
            }
        );
    }

    /// <summary>QOSNETS_FUZZ_COUNT sets the number of inputs, for example 100000.</summary>
    private static async Task FuzzAsync(byte[][] seeds, Func<byte[], Task> read)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("QOSNETS_FUZZ_COUNT") ?? "1000", CultureInfo.InvariantCulture);
        var (random, whole) = (new Random(1), 0);
        for (var i = 0; i < count; i++)
        {
            var bytes = Mutated(seeds[random.Next(seeds.Length)], random);
            try
            {
                await read(bytes);
                whole++;
            }
            catch (RequestException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                Assert.InRange(e.Message.Length, 20, 600);
                Assert.Contains(e.Status, (int[])[400, 413]);
            }
            catch (InvalidProtocolBufferException)
            {
                // The framework refuses what is no message.
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"input {i}, {Convert.ToHexString(bytes)}: {e.Message}", e);
            }
        }
        Assert.InRange(whole, 1, count - 1);
    }

    private static void ReadMessage(byte[] bytes) =>
        RpcRequest.Read(Wire.ModelInferRequest.Parser.ParseFrom(bytes), Checks).Dispose();

    private static byte[] Pack(byte[] body, Func<Stream, Stream> packer)
    {
        using var target = new MemoryStream();
        using (var stream = packer(target))
            stream.Write(body);
        return target.ToArray();
    }

    private static byte[] Mutated(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (var n = random.Next(3); n > 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 20), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Splinters[random.Next(Splinters.Length)]));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
        return [.. bytes];
    }

    private static readonly string[] Splinters =
    [
        "null",
        "[",
        "]",
        "{",
        "}",
        "-1",
        "1e999",
        "256",
        ",",
        "\"",
        "\\ud800",
        "true",
        ":",
    ];
}
