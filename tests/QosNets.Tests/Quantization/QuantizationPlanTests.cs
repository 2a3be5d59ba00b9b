using QosNets.Quantization;
using QosNets.Tests.Networks;
using Xunit;

namespace QosNets.Tests.Quantization;

public class QuantizationPlanTests
{
    [Fact]
    public void A_residual_network_quantises_its_input_its_activations_and_its_pool()
    {
        var plan = new QuantizationPlan(BuiltInNetworksTests.Create("resnet8", 3, 32, 10));
        Assert.Equal(
            [
                "normalize",
                "stem.relu",
                "stage1.block0.relu1",
                "stage1.block0.relu2",
                "stage2.block0.relu1",
                "stage2.block0.relu2",
                "stage3.block0.relu1",
                "stage3.block0.relu2",
                "pool",
            ],
            plan.Quantizers
        );
        Assert.Equal("stage1.block0.relu2", plan.SourceOf("stage2.block0.shortcut"));
        Assert.Null(plan.SourceOf("stage2.block0.bn2"));
    }

    [Fact]
    public void A_linear_bottleneck_quantises_after_its_batch_normalisation_and_its_addition()
    {
        var plan = new QuantizationPlan(BuiltInNetworksTests.Create("mobilenetv2", 3, 32, 10));
        Assert.Equal("stage2.block0.project.bn", plan.SourceOf("stage2.block0.project.bn"));
        Assert.Null(plan.SourceOf("stage2.block1.project.bn"));
        Assert.Equal("stage2.block1.add", plan.SourceOf("stage2.block1.add"));
    }

    [Fact]
    public void Pooling_and_flattening_keep_the_bytes_of_their_producer()
    {
        var plan = new QuantizationPlan(BuiltInNetworksTests.Create("lenet5", 1, 28, 10));
        Assert.Equal("relu2", plan.SourceOf("flatten"));
        Assert.Equal("relu1", plan.SourceOf("pool1"));
        Assert.Equal(["normalize", "relu1", "relu2", "relu3", "relu4"], plan.Quantizers);
    }
}
