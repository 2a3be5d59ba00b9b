using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace QosNets.Server.Tests;

public class RefusalTests(RefusalTests.Served served) : IClassFixture<RefusalTests.Served>
{
    private static readonly string Zeros = string.Join(",", Enumerable.Repeat("0", 287));

    public sealed class Served : IAsyncLifetime
    {
        internal TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync(o => o with { MaxBatch = 4 });

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    [Theory]
    [InlineData("", "not JSON, see line 1")]
    [InlineData("{", "not JSON, see line 1")]
    [InlineData("[]", "the body is an array; an object is expected")]
    [InlineData("{} {}", "not JSON")]
    [InlineData("{\"inputs\": [{\"name\": \"input\",\n \"shape\": [1 1]}]}", "line 2, byte 14")]
    [InlineData("{\"id\": 7}", "id is 7; a text is expected")]
    [InlineData("{}", "there are 0 inputs; give one, named 'input'")]
    [InlineData("{\"inputs\": {}}", "inputs is an object; an array is expected")]
    [InlineData("{\"inputs\": [1]}", "inputs[0] is 1; an object is expected")]
    [InlineData("{\"inputs\": [{}, {}]}", "there are 2 inputs")]
    [InlineData("{\"inputs\": [{}]}", "inputs[0].name is missing")]
    [InlineData("{\"inputs\": [{\"name\": \"x\"}]}", "inputs[0].name is 'x'; the model's input is 'input'")]
    [InlineData("{\"inputs\": [{\"name\": \"\\ud800\"}]}", "half a surrogate pair")]
    [InlineData("{\"\\ud800inputs\": []}", "a member whose name holds half a surrogate pair")]
    public Task A_malformed_request_is_refused_with_its_fault(string body, string fault) => Refused(body, fault);

    [Theory]
    [InlineData("[1, 16, 18]")]
    [InlineData("[1, 1, 18, 16]")]
    [InlineData("[0, 1, 16, 18]")]
    [InlineData("[5, 1, 16, 18]")]
    [InlineData("[1, 1, 16, 18, 1]")]
    [InlineData("[9223372036854775807, 1, 16, 18]")]
    public Task A_wrong_shape_is_refused_with_the_right_one(string shape) =>
        Refused(Body("0", shape: shape), $"inputs[0].shape is {shape}; [n, 1, 16, 18] with n from 1 to 4 is expected");

    [Theory]
    [InlineData("[-1, 1, 16, 18]", "inputs[0].shape[0] is -1")]
    [InlineData("[1.5, 1, 16, 18]", "inputs[0].shape[0] is 1.5")]
    [InlineData("[1,1,1,1,1,1,1,1,1]", "more than 8 axes")]
    [InlineData("\"1\"", "inputs[0].shape is the text '1'; an array is expected")]
    public Task A_shape_of_no_sizes_is_refused(string shape, string fault) => Refused(Body("0", shape: shape), fault);

    [Theory]
    [InlineData("NaN", "(JSON has no NaN and no Infinity)")]
    [InlineData("Infinity", "(JSON has no NaN and no Infinity)")]
    [InlineData("\"NaN\"", "inputs[0].data[287] is the text 'NaN'; pixels are whole numbers 0..255")]
    [InlineData("1e999", "inputs[0].data[287] is 1e999; pixels")]
    [InlineData("256", "inputs[0].data[287] is 256; pixels")]
    [InlineData("-1", "inputs[0].data[287] is -1; pixels")]
    [InlineData("0.5", "inputs[0].data[287] is 0.5; pixels")]
    [InlineData("null", "inputs[0].data[287] is null; pixels")]
    [InlineData("true", "inputs[0].data[287] is true; pixels")]
    [InlineData("{}", "inputs[0].data[287] is an object; pixels")]
    [InlineData("0, 0", "more than the 288 values")]
    [InlineData("[0]", "inputs[0].data is nested otherwise than its shape")]
    [InlineData("[[[[0]]]]", "nested deeper than its 4 axes")]
    public Task A_value_that_is_no_pixel_is_refused_with_its_place(string value, string fault) =>
        Refused(Body($"{Zeros}, {value}"), fault);

    [Fact]
    public Task Too_few_values_are_refused() => Refused(Body(Zeros), "inputs[0].data has 287 values where its shape has 288");

    [Fact]
    public Task Another_datatype_is_refused() =>
        Task.WhenAll(
            Refused(
                Body("0", datatype: "BYTES"),
                "inputs[0].datatype is 'BYTES'; UINT8 is expected, or another one of UINT8, UINT16"
            ),
            Refused(Body("0", datatype: "BOOL"), "inputs[0].datatype is 'BOOL'; UINT8 is expected"),
            Refused(Body("0", datatype: "int32"), "inputs[0].datatype is 'int32'; UINT8 is expected")
        );

    [Fact]
    public Task No_values_are_refused() =>
        Refused(Body("0").Replace("\"data\"", "\"dato\""), "neither data nor parameters.binary_data_size");

    [Fact]
    public Task Unknown_and_repeated_outputs_are_refused() =>
        Task.WhenAll(
            Refused(
                Body($"{Zeros}, 0", more: """, "outputs": [{"name": "labels"}]"""),
                "outputs[0].name is 'labels'; the model's outputs are 'logits' and 'class'"
            ),
            Refused(
                Body($"{Zeros}, 0", more: """, "outputs": [{"name": "class"}, {"name": "class"}]"""),
                "outputs[1] asks for 'class' again"
            )
        );

    [Theory]
    [InlineData(float.NaN, "value 3 of inputs[0] is NaN; pixels are whole numbers 0..255")]
    [InlineData(float.PositiveInfinity, "value 3 of inputs[0] is Infinity")]
    [InlineData(-1f, "value 3 of inputs[0] is -1")]
    [InlineData(255.5f, "value 3 of inputs[0] is 255.5")]
    public async Task A_binary_value_that_is_no_pixel_is_refused(float value, string fault)
    {
        var bytes = new byte[4 * 288];
        BitConverter.TryWriteBytes(bytes.AsSpan(12), value);
        await RefusedBinary(BinaryHeader("FP32", 1152), bytes, null, fault);
    }

    [Fact]
    public Task Binary_sizes_that_do_not_fit_are_refused() =>
        Task.WhenAll(
            RefusedBinary(
                BinaryHeader("UINT8", 287),
                new byte[287],
                null,
                "binary_data_size is 287; its shape and datatype make 288"
            ),
            RefusedBinary(BinaryHeader("UINT8", 288), new byte[280], null, "280 bytes follow the JSON"),
            RefusedBinary(BinaryHeader("UINT8", 288), new byte[288], "x", "the header Inference-Header-Content-Length is 'x'"),
            RefusedBinary(
                BinaryHeader("UINT8", 288),
                new byte[288],
                "99999",
                "the header Inference-Header-Content-Length is '99999'"
            ),
            RefusedBinary(Body($"{Zeros}, 0"), new byte[3], null, "3 bytes follow the JSON and no input says binary_data_size")
        );

    [Theory]
    [InlineData("GET", "/v2/models/other", 404, "there is no model 'other'; this server has 'small'")]
    [InlineData("POST", "/v2/models/other/infer", 404, "there is no model 'other'")]
    [InlineData("GET", "/v2/models/small/versions/2", 404, "'small' has no version '2'")]
    [InlineData("GET", "/v2/models/a%0Ab", 404, "there is no model 'a b'")]
    [InlineData("GET", "/v2/nothing", 404, "there is no GET /v2/nothing")]
    [InlineData("DELETE", "/v2/models/small/budget", 405, "there is no DELETE")]
    [InlineData("GET", "/live/state?after=x", 400, "after is 'x'")]
    public async Task Unknown_paths_methods_and_models_are_refused(string method, string path, int status, string fault)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        await AssertRefused(await served.Server.Client.SendAsync(request), status, fault);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_is_announced_or_not()
    {
        var large = new byte[64 * 1024 + 12 * 4 * 288 + 1];
        await AssertRefused(
            await served.Server.Client.PostAsync("/v2/models/small/infer", new ByteArrayContent(large)),
            413,
            "Request body too large"
        );
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/v2/models/small/infer")
        {
            Content = new ByteArrayContent(large),
        };
        chunked.Headers.TransferEncodingChunked = true;
        await AssertRefused(await served.Server.Client.SendAsync(chunked), 413, "Request body too large");
        await AssertServes();
    }

    private static string Body(string data, string shape = "[1, 1, 16, 18]", string datatype = "UINT8", string more = "") =>
        $$"""{"inputs": [{"name": "input", "datatype": "{{datatype}}", "shape": {{shape}}, "data": [{{data}}]}]{{more}}}""";

    private static string BinaryHeader(string datatype, int size) =>
        Body("0", datatype: datatype).Replace("\"data\": [0]", $"\"parameters\": {{\"binary_data_size\": {size}}}");

    private async Task Refused(string body, string fault)
    {
        await AssertRefused(await served.Server.InferAsync(body), 400, fault);
        await AssertServes();
    }

    private async Task RefusedBinary(string json, byte[] bytes, string? length, string fault)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/small/infer")
        {
            Content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(json), .. bytes]),
        };
        request.Headers.Add("Inference-Header-Content-Length", length ?? $"{json.Length}");
        await AssertRefused(await served.Server.Client.SendAsync(request), 400, fault);
    }

    private static async Task AssertRefused(HttpResponseMessage response, int status, string fault)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(fault, (string)JsonNode.Parse(text)!["error"]!);
    }

    private async Task AssertServes() =>
        Assert.Equal(HttpStatusCode.OK, (await served.Server.InferAsync(Body($"{Zeros}, 255"))).StatusCode);
}
