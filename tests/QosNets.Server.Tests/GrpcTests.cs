using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using QosNets.Server.Rpc.Wire;
using Xunit;

namespace QosNets.Server.Tests;

public sealed class GrpcTests : IAsyncLifetime
{
    private static readonly byte[] Pixels = TestServer.Pixels(7, 2);

    private TestServer server = null!;
    private GrpcChannel channel = null!;
    private GRPCInferenceService.GRPCInferenceServiceClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync(o => o with { GrpcUrls = ["http://127.0.0.1:0"], MaxBatch = 4 });
        channel = GrpcChannel.ForAddress(server.GrpcAddress, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task The_server_and_its_model_are_live_ready_and_described()
    {
        Assert.True((await client.ServerLiveAsync(new ServerLiveRequest())).Live);
        Assert.True((await client.ServerReadyAsync(new ServerReadyRequest())).Ready);
        Assert.True((await client.ModelReadyAsync(new ModelReadyRequest { Name = "small" })).Ready);
        Assert.True((await client.ModelReadyAsync(new ModelReadyRequest { Name = "small", Version = "1" })).Ready);
        var description = await client.ServerMetadataAsync(new ServerMetadataRequest());
        Assert.Equal("qosnets", description.Name);
        Assert.Contains("binary_tensor_data", description.Extensions);
        var model = await client.ModelMetadataAsync(new ModelMetadataRequest { Name = "small" });
        Assert.Equal(("small", "qosnets_bundle", "1"), (model.Name, model.Platform, Assert.Single(model.Versions)));
        var input = Assert.Single(model.Inputs);
        Assert.Equal(("input", "UINT8"), (input.Name, input.Datatype));
        Assert.Equal([-1, 1, 16, 18], input.Shape);
        Assert.Equal(
            ["logits FP32 -1 7", "class INT64 -1"],
            model.Outputs.Select(o => $"{o.Name} {o.Datatype} {string.Join(' ', o.Shape)}")
        );
    }

    [Fact]
    public async Task Raw_values_are_answered_raw_with_the_logits_of_the_engine_bit_for_bit()
    {
        var request = Raw("UINT8", Pixels);
        request.Id = "seven";
        var answer = await client.ModelInferAsync(request);
        Assert.Equal(("small", "1", "seven"), (answer.ModelName, answer.ModelVersion, answer.Id));
        var expected = server.Engine.Run(answer.Parameters["operating_point"].StringParam, Pixels, 2);
        Assert.Equal(["logits", "class"], answer.Outputs.Select(o => o.Name));
        Assert.Equal(["FP32", "INT64"], answer.Outputs.Select(o => o.Datatype));
        Assert.Equal([2, 7], answer.Outputs[0].Shape);
        Assert.Equal([2], answer.Outputs[1].Shape);
        Assert.All(answer.Outputs, o => Assert.Null(o.Contents));
        Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(answer.RawOutputContents[0].Span).ToArray());
        Assert.Equal(ClassesOf(expected), MemoryMarshal.Cast<byte, long>(answer.RawOutputContents[1].Span).ToArray());
    }

    [Fact]
    public async Task A_request_chooses_its_point_or_its_margin_as_by_http()
    {
        var request = Raw("UINT8", Pixels);
        request.Parameters["operating_point"] = new InferParameter { StringParam = "coarse" };
        var answer = await client.ModelInferAsync(request);
        Assert.Equal("coarse", answer.Parameters["operating_point"].StringParam);
        Assert.Equal(
            server.Engine.Run("coarse", Pixels, 2),
            MemoryMarshal.Cast<byte, float>(answer.RawOutputContents[0].Span).ToArray()
        );
        request.Parameters.Clear();
        request.Parameters["min_margin"] = new InferParameter { DoubleParam = 1e6 };
        Assert.Equal("exact", (await client.ModelInferAsync(request)).Parameters["operating_point"].StringParam);
        request.Parameters["min_margin"] = new InferParameter { StringParam = "much" };
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("parameters.min_margin is StringParam; double_param or int64_param is expected", refused.Status.Detail);
    }

    [Fact]
    public async Task Values_in_the_list_of_their_type_are_answered_in_such_lists()
    {
        var forms = new Dictionary<string, InferTensorContents>
        {
            ["UINT8"] = new() { UintContents = { Pixels.Select(p => (uint)p) } },
            ["UINT32"] = new() { UintContents = { Pixels.Select(p => (uint)p) } },
            ["UINT64"] = new() { Uint64Contents = { Pixels.Select(p => (ulong)p) } },
            ["INT16"] = new() { IntContents = { Pixels.Select(p => (int)p) } },
            ["INT32"] = new() { IntContents = { Pixels.Select(p => (int)p) } },
            ["INT64"] = new() { Int64Contents = { Pixels.Select(p => (long)p) } },
            ["FP32"] = new() { Fp32Contents = { Pixels.Select(p => (float)p) } },
            ["FP64"] = new() { Fp64Contents = { Pixels.Select(p => (double)p) } },
        };
        foreach (var (datatype, contents) in forms)
        {
            var request = Request(datatype);
            request.Inputs[0].Contents = contents;
            var answer = await client.ModelInferAsync(request);
            var expected = server.Engine.Run(answer.Parameters["operating_point"].StringParam, Pixels, 2);
            Assert.Empty(answer.RawOutputContents);
            Assert.Equal(expected, answer.Outputs[0].Contents.Fp32Contents);
            Assert.Equal(ClassesOf(expected), answer.Outputs[1].Contents.Int64Contents);
        }
    }

    [Fact]
    public async Task Raw_values_may_have_any_numeric_type_and_one_output_may_be_asked_for()
    {
        var request = Raw("FP16", MemoryMarshal.AsBytes(Array.ConvertAll(Pixels, p => (Half)p).AsSpan()).ToArray());
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "class" });
        var answer = await client.ModelInferAsync(request);
        Assert.Equal("class", Assert.Single(answer.Outputs).Name);
        var expected = server.Engine.Run(answer.Parameters["operating_point"].StringParam, Pixels, 2);
        Assert.Equal(ClassesOf(expected), MemoryMarshal.Cast<byte, long>(Assert.Single(answer.RawOutputContents).Span).ToArray());
    }

    [Fact]
    public async Task A_request_that_does_not_fit_is_refused_with_its_fault()
    {
        await Refused(r => r.ModelName = "other", StatusCode.NotFound, "there is no model 'other'; this server has 'small'");
        await Refused(r => r.ModelVersion = "2", StatusCode.NotFound, "'small' has no version '2'");
        await Refused(r => r.Inputs.Clear(), StatusCode.InvalidArgument, "there are 0 inputs");
        await Refused(r => r.Inputs[0].Name = "", StatusCode.InvalidArgument, "inputs[0].name is missing");
        await Refused(r => r.Inputs[0].Datatype = "BYTES", StatusCode.InvalidArgument, "inputs[0].datatype is 'BYTES'");
        await Refused(
            r => r.Inputs[0].Shape[0] = 5,
            StatusCode.InvalidArgument,
            "inputs[0].shape is [5, 1, 16, 18]; [n, 1, 16, 18]"
        );
        await Refused(r => r.Inputs[0].Shape.Add(Enumerable.Repeat(1L, 1000)), StatusCode.InvalidArgument, "more than 8 axes");
        await Refused(
            r => r.RawInputContents.Add(ByteString.Empty),
            StatusCode.InvalidArgument,
            "raw_input_contents has 2 entries"
        );
        await Refused(
            r => r.RawInputContents[0] = ByteString.CopyFrom(new byte[575]),
            StatusCode.InvalidArgument,
            "raw_input_contents[0] has 575 bytes; the input's shape and datatype make 576"
        );
        await Refused(
            r => r.Inputs[0].Contents = new InferTensorContents(),
            StatusCode.InvalidArgument,
            "there are both raw_input_contents and inputs[0].contents"
        );
        await Refused(
            r => r.RawInputContents.Clear(),
            StatusCode.InvalidArgument,
            "there are neither raw_input_contents nor inputs[0].contents"
        );
        await Refused(
            r =>
            {
                r.RawInputContents.Clear();
                r.Inputs[0].Contents = new InferTensorContents { IntContents = { 1 } };
            },
            StatusCode.InvalidArgument,
            "inputs[0].contents.uint_contents has 0 values; the input's shape makes 576"
        );
        await Refused(
            r =>
            {
                r.RawInputContents.Clear();
                r.Inputs[0].Datatype = "INT32";
                r.Inputs[0].Contents = new InferTensorContents { IntContents = { Enumerable.Repeat(-1, 576) } };
            },
            StatusCode.InvalidArgument,
            "value 0 of inputs[0] is -1; pixels are whole numbers 0..255"
        );
        await Refused(
            r => r.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "labels" }),
            StatusCode.InvalidArgument,
            "outputs[0].name is 'labels'"
        );
        Assert.Equal(
            StatusCode.NotFound,
            (
                await Assert.ThrowsAsync<RpcException>(async () =>
                    await client.ModelMetadataAsync(new ModelMetadataRequest { Name = "other" })
                )
            ).StatusCode
        );
    }

    [Theory]
    [InlineData(null, 100 << 20, "Received message exceeds the maximum configured message size")]
    [InlineData("gzip", 2 << 20, "the message is too large when it is unpacked: it may have 79360 bytes")]
    public async Task A_message_over_the_limit_is_refused_also_when_it_is_packed(string? packing, int size, string reason)
    {
        var request = Raw("UINT8", new byte[size]);
        var headers = packing is null ? [] : new Metadata { { "grpc-internal-encoding-request", packing } };
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(request, headers));
        Assert.Equal(StatusCode.ResourceExhausted, fault.StatusCode);
        Assert.Contains(reason, fault.Status.Detail);
        Assert.Equal([2, 7], (await client.ModelInferAsync(Raw("UINT8", Pixels), headers)).Outputs[0].Shape);
    }

    [Fact]
    public async Task Calls_are_measured_like_requests_of_HTTP()
    {
        await client.ModelInferAsync(Raw("UINT8", Pixels));
        await Refused(r => r.Inputs.Clear(), StatusCode.InvalidArgument, "there are 0 inputs");
        var metrics = await server.Client.GetStringAsync("/metrics");
        Assert.Contains("qosnets_requests_total{status=\"200\"} 1\n", metrics);
        Assert.Contains("qosnets_requests_total{status=\"400\"} 1\n", metrics);
        await LoadTests.Gauge(server, "qosnets_requests_active", 0);
    }

    [Fact]
    public async Task Calls_beyond_the_limit_are_refused_before_their_messages_are_read()
    {
        await using var small = await TestServer.StartAsync(o =>
            o with
            {
                GrpcUrls = ["http://127.0.0.1:0"],
                MaxRequests = 1,
                LatencyLimit = TimeSpan.FromSeconds(1),
            }
        );
        using var other = GrpcChannel.ForAddress(small.GrpcAddress);
        var calls = new GRPCInferenceService.GRPCInferenceServiceClient(other);
        var first = calls.ModelInferAsync(Raw("UINT8", Pixels)).ResponseAsync;
        await LoadTests.Gauge(small, "qosnets_requests_active", 1);
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await calls.ModelInferAsync(Raw("UINT8", Pixels)));
        Assert.Equal(StatusCode.ResourceExhausted, fault.StatusCode);
        Assert.Equal("1 requests are being answered, more are not taken at a time; try again", fault.Status.Detail);
        Assert.Equal(2, (await first).Outputs.Count);
    }

    [Fact]
    public async Task An_address_for_gRPC_obeys_the_rules_of_those_for_HTTP()
    {
        var fault = await Assert.ThrowsAsync<ServeException>(() =>
            TestServer.StartAsync(o => o with { GrpcUrls = ["https://127.0.0.1:0"] })
        );
        Assert.Contains("put a proxy in front", fault.Message);
        // Reached from outside, be it by gRPC alone, and without a key nothing can be changed.
        await using var exposed = await TestServer.StartAsync(o => o with { GrpcUrls = ["http://0.0.0.0:0"] });
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await exposed.PutAsync("budget", """{"budget": 0.5}""")).StatusCode);
    }

    private static ModelInferRequest Request(string datatype) =>
        new()
        {
            ModelName = "small",
            Inputs =
            {
                new ModelInferRequest.Types.InferInputTensor
                {
                    Name = "input",
                    Datatype = datatype,
                    Shape = { 2, 1, 16, 18 },
                },
            },
        };

    private static ModelInferRequest Raw(string datatype, byte[] values)
    {
        var request = Request(datatype);
        request.RawInputContents.Add(ByteString.CopyFrom(values));
        return request;
    }

    private static IEnumerable<long> ClassesOf(float[] logits) => logits.Chunk(7).Select(l => (long)Array.IndexOf(l, l.Max()));

    private async Task Refused(Action<ModelInferRequest> change, StatusCode code, string reason)
    {
        var request = Raw("UINT8", Pixels);
        change(request);
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(request));
        Assert.Equal(code, fault.StatusCode);
        Assert.Contains(reason, fault.Status.Detail);
    }
}
