using Google.Protobuf;
using QosNets.Server.Rpc.Wire;
using Xunit;

namespace QosNets.Server.Tests;

/// <summary>
/// Messages as Google's Python implementation wrote them from the protocol that Triton publishes: field numbers and types are
/// the official ones.
/// </summary>
public class WireTests
{
    private const string Request =
        "0a05736d616c6c1201311a0137220e0a087072696f72697479120210032a430a05696e707574120555494e54381a040101010222080a0161"
        + "12031a01622a230a0101120201021a01032201042a010532040000c0403a080000000000001c40420138321b0a066c6f6769747312110a0b62696e"
        + "6172795f64617461120208013a02090a";

    private const string Response =
        "0a05736d616c6c1201311a0137221a0a0f6f7065726174696e675f706f696e7412071a0565786163742a1e0a066c6f676974731204465033321a0201"
        + "022a0a32080000003f000080bf2a110a05636c6173731205494e5436341a010132020102";

    private const string Metadata =
        "0a05736d616c6c1201311a0e716f736e6574735f62756e646c65221d0a05696e707574120555494e54381a0dffffffffffffffffff010110122a1a0a"
        + "05636c6173731205494e5436341a0affffffffffffffffff01";

    [Fact]
    public void A_recorded_request_is_read_field_by_field()
    {
        var request = ModelInferRequest.Parser.ParseFrom(Convert.FromHexString(Request));
        Assert.Equal(("small", "1", "7"), (request.ModelName, request.ModelVersion, request.Id));
        Assert.Equal(3, request.Parameters["priority"].Int64Param);
        var input = Assert.Single(request.Inputs);
        Assert.Equal(("input", "UINT8", "b"), (input.Name, input.Datatype, input.Parameters["a"].StringParam));
        Assert.Equal([1, 1, 1, 2], input.Shape);
        Assert.Equal([true], input.Contents.BoolContents);
        Assert.Equal([1, 2], input.Contents.IntContents);
        Assert.Equal([3], input.Contents.Int64Contents);
        Assert.Equal([4], input.Contents.UintContents);
        Assert.Equal([5], input.Contents.Uint64Contents);
        Assert.Equal([6], input.Contents.Fp32Contents);
        Assert.Equal([7], input.Contents.Fp64Contents);
        Assert.Equal([ByteString.CopyFromUtf8("8")], input.Contents.BytesContents);
        var output = Assert.Single(request.Outputs);
        Assert.Equal(("logits", true), (output.Name, output.Parameters["binary_data"].BoolParam));
        Assert.Equal([ByteString.CopyFrom(9, 10)], request.RawInputContents);
        Assert.Equal(0, SizeOfUnknownFields(request));
    }

    [Fact]
    public void Answers_are_written_byte_for_byte_as_recorded()
    {
        Same(
            Response,
            new ModelInferResponse
            {
                ModelName = "small",
                ModelVersion = "1",
                Id = "7",
                Parameters = { ["operating_point"] = new InferParameter { StringParam = "exact" } },
                Outputs =
                {
                    new ModelInferResponse.Types.InferOutputTensor
                    {
                        Name = "logits",
                        Datatype = "FP32",
                        Shape = { 1, 2 },
                        Contents = new InferTensorContents { Fp32Contents = { 0.5f, -1 } },
                    },
                    new ModelInferResponse.Types.InferOutputTensor
                    {
                        Name = "class",
                        Datatype = "INT64",
                        Shape = { 1 },
                    },
                },
                RawOutputContents = { ByteString.CopyFrom(1, 2) },
            }
        );
        Same(
            Metadata,
            new ModelMetadataResponse
            {
                Name = "small",
                Versions = { "1" },
                Platform = "qosnets_bundle",
                Inputs =
                {
                    new ModelMetadataResponse.Types.TensorMetadata
                    {
                        Name = "input",
                        Datatype = "UINT8",
                        Shape = { -1, 1, 16, 18 },
                    },
                },
                Outputs =
                {
                    new ModelMetadataResponse.Types.TensorMetadata
                    {
                        Name = "class",
                        Datatype = "INT64",
                        Shape = { -1 },
                    },
                },
            }
        );
        Same(
            "0a07716f736e6574731205302e312e301a0165",
            new ServerMetadataResponse
            {
                Name = "qosnets",
                Version = "0.1.0",
                Extensions = { "e" },
            }
        );
        Same("0801", new ServerLiveResponse { Live = true });
        Same("0801", new ServerReadyResponse { Ready = true });
        Same("0801", new ModelReadyResponse { Ready = true });
        Same("0a05736d616c6c120131", new ModelReadyRequest { Name = "small", Version = "1" });
        Same("0a05736d616c6c120131", new ModelMetadataRequest { Name = "small", Version = "1" });
    }

    private static void Same(string recorded, IMessage message) =>
        Assert.Equal(recorded, Convert.ToHexStringLower(message.ToByteArray()));

    // A message keeps what it has no field for.
    private static int SizeOfUnknownFields(ModelInferRequest request)
    {
        var copy = request.Clone();
        foreach (var field in ModelInferRequest.Descriptor.Fields.InDeclarationOrder())
            field.Accessor.Clear(copy);
        return copy.CalculateSize();
    }
}
