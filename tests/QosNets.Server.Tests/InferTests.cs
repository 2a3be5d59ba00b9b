using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace QosNets.Server.Tests;

public class InferTests
{
    [Fact]
    public async Task The_logits_of_a_request_are_those_of_the_engine_bit_for_bit()
    {
        await using var server = await TestServer.StartAsync();
        var pixels = TestServer.Pixels(1, 3);
        var response = await server.InferAsync(TestServer.Json(pixels, """, "id": "a \" b" """));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("a \" b", (string?)answer["id"]);
        Assert.Equal("small", (string?)answer["model_name"]);
        var point = (string)answer["parameters"]!["operating_point"]!;
        var expected = server.Engine.Run(point, pixels, 3);
        var logits = answer["outputs"]![0]!;
        Assert.Equal(
            ("logits", "FP32", "[3,7]"),
            ((string)logits["name"]!, (string)logits["datatype"]!, logits["shape"]!.ToJsonString())
        );
        Assert.Equal(
            expected.Select(BitConverter.SingleToInt32Bits),
            logits["data"]!.AsArray().Select(v => BitConverter.SingleToInt32Bits((float)v!))
        );
        var classes = answer["outputs"]![1]!;
        Assert.Equal(
            ("class", "INT64", "[3]"),
            ((string)classes["name"]!, (string)classes["datatype"]!, classes["shape"]!.ToJsonString())
        );
        Assert.Equal(expected.Chunk(7).Select(l => Array.IndexOf(l, l.Max())), classes["data"]!.AsArray().Select(v => (int)v!));
    }

    [Theory]
    [InlineData("UINT8", 1)]
    [InlineData("FP32", 4)]
    public async Task Tensors_travel_as_bytes_both_ways(string datatype, int size)
    {
        await using var server = await TestServer.StartAsync();
        var pixels = TestServer.Pixels(2, 2);
        var values = size == 1 ? pixels : MemoryMarshal.AsBytes(Array.ConvertAll(pixels, p => (float)p).AsSpan()).ToArray();
        var json = $$"""
            {"inputs": [{"name": "input", "datatype": "{{datatype}}", "shape": [2, 1, 16, 18], "parameters": {"binary_data_size": {{values.Length}} } }],
             "outputs": [{"name": "class", "parameters": {"binary_data": true} }, {"name": "logits"} ], "parameters": {"binary_data_output": true} }
            """;
        var response = await server.Client.SendAsync(Binary(json, values));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadAsByteArrayAsync();
        var length = int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single());
        var answer = JsonNode.Parse(Encoding.UTF8.GetString(body, 0, length))!;
        Assert.Equal([16, 56], answer["outputs"]!.AsArray().Select(o => (int)o!["parameters"]!["binary_data_size"]!));
        Assert.Equal(length + 16 + 56, body.Length);
        var expected = server.Engine.Run((string)answer["parameters"]!["operating_point"]!, pixels, 2);
        Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(body.AsSpan(length + 16)).ToArray());
        Assert.Equal(
            expected.Chunk(7).Select(l => (long)Array.IndexOf(l, l.Max())),
            MemoryMarshal.Cast<byte, long>(body.AsSpan(length, 16)).ToArray()
        );
    }

    [Fact]
    public async Task Nested_arrays_whole_floats_and_only_one_output_are_fine()
    {
        await using var server = await TestServer.StartAsync();
        var pixels = TestServer.Pixels(3, 2);
        string Row(byte[] row) => $"[{string.Join(",", row.Select(p => $"{p}.0"))}]";
        string Image(byte[] image) => $"[[{string.Join(",", image.Chunk(18).Select(Row))}]]";
        var nested = $"[{string.Join(",", pixels.Chunk(288).Select(Image))}]";
        var response = await server.InferAsync(
            $$"""
            {"outputs": [{"name": "class"}], "inputs": [{"data": {{nested}}, "shape": [2, 1, 16, 18], "datatype": "FP32", "name": "input"}]}
            """
        );
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var output = Assert.Single(answer["outputs"]!.AsArray())!;
        var expected = server.Engine.Run((string)answer["parameters"]!["operating_point"]!, pixels, 2);
        Assert.Equal(expected.Chunk(7).Select(l => Array.IndexOf(l, l.Max())), output["data"]!.AsArray().Select(v => (int)v!));
    }

    [Fact]
    public async Task Requests_that_arrive_together_run_together_and_each_gets_its_own()
    {
        await using var server = await TestServer.StartAsync(o =>
            o with
            {
                LatencyLimit = TimeSpan.FromMilliseconds(300),
                Workers = 1,
            }
        );
        var inputs = Enumerable.Range(0, 12).Select(i => TestServer.Pixels(i, 1 + i % 3)).ToArray();
        var answers = await Task.WhenAll(
            inputs.Select(async pixels =>
                JsonNode.Parse(await (await server.InferAsync(TestServer.Json(pixels))).Content.ReadAsStringAsync())!
            )
        );
        for (var i = 0; i < inputs.Length; i++)
        {
            var expected = server.Engine.Run((string)answers[i]["parameters"]!["operating_point"]!, inputs[i], 1 + i % 3);
            Assert.Equal(expected, answers[i]["outputs"]![0]!["data"]!.AsArray().Select(v => (float)v!));
        }
        var metrics = await server.Client.GetStringAsync("/metrics");
        Assert.Contains("qosnets_batch_images_sum 24\n", metrics);
        var batches = double.Parse(metrics.Split("qosnets_batch_images_count ")[1].Split('\n')[0]);
        Assert.InRange(batches, 1, 11);
    }

    private static HttpRequestMessage Binary(string json, byte[] values)
    {
        var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(json), .. values]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v2/models/{TestServer.Name}/infer") { Content = content };
        request.Headers.Add("Inference-Header-Content-Length", $"{Encoding.UTF8.GetByteCount(json)}");
        return request;
    }
}
