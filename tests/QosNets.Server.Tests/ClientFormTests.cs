using System.IO.Compression;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace QosNets.Server.Tests;

public class ClientFormTests(RefusalTests.Served served) : IClassFixture<RefusalTests.Served>
{
    private static readonly byte[] Pixels = TestServer.Pixels(5, 1);

    private static string Data => string.Join(",", Pixels);

    [Theory]
    [InlineData("""{"id": null, "parameters": null, "outputs": null, "inputs": [INPUT]}""")]
    [InlineData("""{"inputs": [INPUT], "outputs": [{"name": "logits", "parameters": null}]}""")]
    [InlineData("""{"inputs": [INPUT], "outputs": [{"name": "logits", "parameters": {"binary_data": null}}]}""")]
    [InlineData("""{"inputs": [INPUT], "parameters": {"binary_data_output": null, "content_type": null}}""")]
    public async Task Null_stands_for_what_is_not_given(string json)
    {
        var input =
            $$"""{"name": "input", "shape": [1, 1, 16, 18], "datatype": "UINT8", "parameters": null, "data": [{{Data}}]}""";
        await AssertAnswer(await served.Server.InferAsync(json.Replace("INPUT", input)));
    }

    [Fact]
    public async Task Data_may_be_null_beside_binary_values()
    {
        const string Json = """
            {"id": null, "parameters": {"binary_data_output": false}, "outputs": null, "inputs": [{"name": "input",
             "shape": [1, 1, 16, 18], "datatype": "UINT8", "parameters": {"binary_data_size": 288}, "data": null}]}
            """;
        await AssertAnswer(await SendAsync(Binary(Json, Pixels)));
    }

    [Theory]
    [InlineData("""{"inputs": null}""", "there are 0 inputs")]
    [InlineData("""{"inputs": [{"name": null}]}""", "inputs[0].name is missing")]
    [InlineData("""{"inputs": [{"name": "input", "datatype": null}]}""", "inputs[0].datatype is missing")]
    [InlineData("""{"inputs": [{"name": "input", "datatype": "UINT8", "shape": null}]}""", "inputs[0].shape is missing")]
    [InlineData(
        """{"inputs": [{"name": "input", "datatype": "UINT8", "shape": [1, 1, 16, 18], "data": null}]}""",
        "inputs[0] has neither data nor parameters.binary_data_size"
    )]
    public async Task What_must_be_given_is_missing_when_it_is_null(string json, string fault)
    {
        var response = await served.Server.InferAsync(json);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(fault, await response.Content.ReadAsStringAsync());
    }

    public static TheoryData<string> Datatypes { get; } =
    ["UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "BF16", "FP32", "FP64"];

    [Theory]
    [MemberData(nameof(Datatypes))]
    public async Task Whole_numbers_from_0_to_255_are_pixels_in_every_numeric_type(string datatype)
    {
        // All that the type can hold of 0..255.
        var pixels = Enumerable.Range(0, 288).Select(i => (byte)(datatype == "INT8" ? i % 128 : i % 256)).ToArray();
        var input = $$"""{"name": "input", "shape": [1, 1, 16, 18], "datatype": "{{datatype}}", """;
        var values = Encode(datatype, pixels);
        var raw = await SendAsync(
            Binary($$"""{"inputs": [{{input}}"parameters": {"binary_data_size": {{values.Length}} } } ]}""", values)
        );
        await AssertAnswer(raw, pixels);
        var json = await served.Server.InferAsync($$"""{"inputs": [{{input}}"data": [{{string.Join(",", pixels)}}]}]}""");
        await AssertAnswer(json, pixels);
    }

    [Theory]
    [InlineData("INT32", -1)]
    [InlineData("INT64", 256)]
    [InlineData("UINT16", 65535)]
    [InlineData("INT8", -128)]
    [InlineData("FP16", 0.5)]
    [InlineData("FP16", double.NaN)]
    [InlineData("BF16", 256)]
    [InlineData("BF16", double.NegativeInfinity)]
    [InlineData("FP64", 254.99999999999997)]
    public async Task Other_values_are_refused_in_every_numeric_type(string datatype, double value)
    {
        var values = Encode(datatype, Enumerable.Repeat(0.0, 287).Append(value).ToArray());
        var response = await SendAsync(
            Binary(
                $$"""{"inputs": [{"name": "input", "shape": [1, 1, 16, 18], "datatype": "{{datatype}}", "parameters": {"binary_data_size": {{values.Length}} } } ]}""",
                values
            )
        );
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("value 287 of inputs[0] is ", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v2")]
    [InlineData("/v2/health/live")]
    [InlineData("/v2/health/ready")]
    [InlineData("/v2/models/small")]
    [InlineData("/v2/models/small/ready")]
    [InlineData("/v2/models/small/versions/1/ready")]
    [InlineData("/v2/models/small/budget")]
    [InlineData("/metrics")]
    [InlineData("/")]
    public async Task HEAD_answers_what_GET_does_without_the_body(string path)
    {
        var head = await SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        var get = await served.Server.Client.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (head.StatusCode, get.StatusCode));
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v2/models/other"))).StatusCode
        );
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("raw deflate")]
    [InlineData("identity")]
    public async Task Packed_bodies_are_unpacked(string coding)
    {
        await AssertAnswer(await SendAsync(Packed(Encoding.UTF8.GetBytes(TestServer.Json(Pixels)), coding)));
        var binary = Binary(
            """{"inputs": [{"name": "input", "shape": [1, 1, 16, 18], "datatype": "UINT8", "parameters": {"binary_data_size": 288}}]}""",
            Pixels
        );
        var packed = Packed(await binary.Content!.ReadAsByteArrayAsync(), coding);
        // The length of the JSON is that of the unpacked body.
        packed.Headers.Add("Inference-Header-Content-Length", binary.Headers.GetValues("Inference-Header-Content-Length"));
        await AssertAnswer(await SendAsync(packed));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip, gzip")]
    [InlineData("zstd")]
    public async Task Another_content_coding_is_refused_by_the_name_of_its_header(string coding)
    {
        var request = Packed(Encoding.UTF8.GetBytes(TestServer.Json(Pixels)), "identity");
        request.Content!.Headers.Remove("Content-Encoding");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        var response = await SendAsync(request);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains($"the header Content-Encoding is '{coding}'", await response.Content.ReadAsStringAsync());
        Assert.Equal("gzip, deflate", response.Headers.GetValues("Accept-Encoding").Single());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task What_unpacks_to_more_than_the_limit_is_refused_and_what_is_not_packed_too(string coding)
    {
        var limit = 64 * 1024 + 12 * 4 * 288;
        var bomb = Packed(new byte[100 * limit], coding);
        Assert.InRange((await bomb.Content!.ReadAsByteArrayAsync()).Length, 1, limit / 2);
        var response = await SendAsync(bomb);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains($"when it is unpacked: it may have {limit} bytes", await response.Content.ReadAsStringAsync());

        var plain = Packed(Encoding.UTF8.GetBytes(TestServer.Json(Pixels)), "identity");
        plain.Content!.Headers.ContentEncoding.Clear();
        plain.Content.Headers.ContentEncoding.Add(coding);
        response = await SendAsync(plain);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            $"the body is not {coding}, which its header Content-Encoding says",
            await response.Content.ReadAsStringAsync()
        );
    }

    private static HttpRequestMessage Packed(byte[] body, string coding)
    {
        using var target = new MemoryStream();
        using (
            Stream packer = coding switch
            {
                "gzip" or "x-gzip" => new GZipStream(target, CompressionLevel.SmallestSize, leaveOpen: true),
                "deflate" => new ZLibStream(target, CompressionLevel.SmallestSize, leaveOpen: true),
                "raw deflate" => new DeflateStream(target, CompressionLevel.SmallestSize, leaveOpen: true),
                _ => new BufferedStream(target),
            }
        )
        {
            packer.Write(body);
            packer.Flush();
            if (coding == "identity")
                body = target.ToArray();
        }
        var content = new ByteArrayContent(coding == "identity" ? body : target.ToArray());
        content.Headers.ContentEncoding.Add(coding.Replace("raw ", ""));
        return new HttpRequestMessage(HttpMethod.Post, "/v2/models/small/infer") { Content = content };
    }

    private static byte[] Encode(string datatype, byte[] pixels) => Encode(datatype, Array.ConvertAll(pixels, p => (double)p));

    private static byte[] Encode(string datatype, double[] values) =>
        datatype switch
        {
            "UINT8" => Array.ConvertAll(values, v => (byte)v),
            "UINT16" => Bytes(Array.ConvertAll(values, v => (ushort)v)),
            "UINT32" => Bytes(Array.ConvertAll(values, v => (uint)v)),
            "UINT64" => Bytes(Array.ConvertAll(values, v => (ulong)v)),
            "INT8" => Bytes(Array.ConvertAll(values, v => (sbyte)v)),
            "INT16" => Bytes(Array.ConvertAll(values, v => (short)v)),
            "INT32" => Bytes(Array.ConvertAll(values, v => (int)v)),
            "INT64" => Bytes(Array.ConvertAll(values, v => (long)v)),
            "FP16" => Bytes(Array.ConvertAll(values, v => (Half)v)),
            "BF16" => Bytes(Array.ConvertAll(values, v => (ushort)(BitConverter.SingleToUInt32Bits((float)v) >> 16))),
            "FP32" => Bytes(Array.ConvertAll(values, v => (float)v)),
            _ => Bytes(values),
        };

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static HttpRequestMessage Binary(string json, byte[] values)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/small/infer")
        {
            Content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(json), .. values]),
        };
        request.Headers.Add("Inference-Header-Content-Length", $"{Encoding.UTF8.GetByteCount(json)}");
        return request;
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => served.Server.Client.SendAsync(request);

    private Task AssertAnswer(HttpResponseMessage response) => AssertAnswer(response, Pixels);

    private async Task AssertAnswer(HttpResponseMessage response, byte[] pixels)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        var answer = JsonNode.Parse(text)!;
        var logits = answer["outputs"]!.AsArray().Single(o => (string?)o!["name"] == "logits")!;
        var expected = served.Server.Engine.Run((string)answer["parameters"]!["operating_point"]!, pixels, 1);
        Assert.Equal(expected, logits["data"]!.AsArray().Select(v => (float)v!));
    }
}
