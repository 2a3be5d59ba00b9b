using QosNets.Networks;
using Xunit;

namespace QosNets.Tests.Networks;

public class BuiltInNetworksTests
{
    private static readonly float[] Mean3 = [0.5f, 0.4f, 0.3f];
    private static readonly float[] Std3 = [0.25f, 0.2f, 0.3f];

    /// <summary>
    /// Parameter counts as published code has them (He et al. state 0.27 M and 40.6 M multiplications for ResNet-20).
    /// </summary>
    [Theory]
    [InlineData("resnet8", 3, 32, 10, 75_290, 12_239_488)]
    [InlineData("resnet14", 3, 32, 10, 172_506, 26_395_264)]
    [InlineData("resnet20", 3, 32, 10, 269_722, 40_551_040)]
    [InlineData("resnet32", 3, 32, 10, 464_154, 68_862_592)]
    [InlineData("lenet5", 1, 28, 10, 61_706, 416_520)]
    [InlineData("mobilenetv2", 3, 224, 1000, 3_504_872, 300_774_272)]
    public void Parameters_and_multiplications_match_the_known_figures(
        string name,
        int channels,
        int size,
        int classes,
        int parameters,
        long multiplications
    )
    {
        var network = Create(name, channels, size, classes);
        Assert.Equal(parameters, NetworkParameters.Of(network).Where(p => !p.IsStatistic).Sum(p => p.Length));
        Assert.Equal(multiplications, network.Layers.Sum(l => l.Geometry.Multiplications));
    }

    /// <summary>QoS-Nets: three points add 2.75 %, which is the scales and offsets of the two points beside the first.</summary>
    [Fact]
    public void MobileNetV2_with_200_classes_has_the_overhead_that_the_paper_reports()
    {
        var parameters = NetworkParameters.Of(Create("mobilenetv2", 3, 64, 200));
        Assert.Equal(2_480_072, parameters.Where(p => !p.IsStatistic).Sum(p => p.Length));
        Assert.Equal(68_224, 2 * parameters.Where(p => p.Role is ParameterRole.Scale or ParameterRole.Offset).Sum(p => p.Length));
    }

    [Theory]
    [InlineData(224, 112)]
    [InlineData(64, 32)]
    [InlineData(33, 17)]
    [InlineData(32, 32)]
    [InlineData(28, 28)]
    public void MobileNetV2_keeps_the_size_of_small_images_in_its_stem(int size, int stem) =>
        Assert.Equal(stem, Create("mobilenetv2", 3, size, 10).ShapeOf("stem.conv").Height);

    [Fact]
    public void MobileNetV2_has_53_layers_and_the_widths_of_its_multiplier()
    {
        Assert.Equal(53, Create("mobilenetv2", 3, 32, 10).Layers.Count);
        var narrow = BuiltInNetworks.Create("mobilenetv2", new Shape(3, 32, 32), 10, Mean3, Std3, width: 0.35);
        Assert.Equal(16, narrow.ShapeOf("stem.conv").Channels);
        Assert.Equal(8, narrow.ShapeOf("stage2.block0.project.bn").Channels);
        Assert.Equal(1280, narrow.ShapeOf("head.conv").Channels);
    }

    [Theory]
    [InlineData("resnet8", 9)]
    [InlineData("resnet14", 15)]
    [InlineData("resnet20", 21)]
    [InlineData("resnet32", 33)]
    public void ResNets_drop_the_two_projections_that_their_depth_leaves_out(string name, int layersWithProjections) =>
        Assert.Equal(layersWithProjections - 1, Create(name, 3, 32, 10).Layers.Count);

    [Theory]
    [InlineData("resnet8", 1, 28)]
    [InlineData("resnet8", 2, 7)]
    [InlineData("resnet20", 3, 33)]
    [InlineData("mobilenetv2", 1, 28)]
    [InlineData("lenet5", 3, 32)]
    public void Any_input_size_and_channel_count_fits(string name, int channels, int size)
    {
        var network = Create(name, channels, size, 7);
        Assert.Equal(7, network.Classes);
        Assert.Equal("input", network.Nodes[0].Name);
        Assert.IsType<NormalizeNode>(network.Nodes[1]);
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones()
    {
        var e = Assert.Throws<NetworkException>(() => Create("vgg", 3, 32, 10));
        Assert.All(BuiltInNetworks.Names, name => Assert.Contains(name, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<NetworkException>(() => Create("lenet5", 1, 28, 1));
        Assert.Throws<NetworkException>(() => Create("lenet5", 1, 6, 10));
        Assert.Throws<NetworkException>(() => BuiltInNetworks.Create("resnet8", new Shape(3, 32, 32), 10, [0f], [1f]));
        Assert.Throws<NetworkException>(() => BuiltInNetworks.Create("resnet8", new Shape(1, 32, 32), 10, [0f], [0f]));
        Assert.Throws<NetworkException>(() =>
            BuiltInNetworks.Create("resnet8", new Shape(1, 32, 32), 10, [0f], [1f], width: 0.5)
        );
    }

    internal static Network Create(string name, int channels, int size, int classes) =>
        BuiltInNetworks.Create(
            name,
            new Shape(channels, size, size),
            classes,
            [.. Enumerable.Repeat(0.5f, channels)],
            [.. Enumerable.Repeat(0.25f, channels)]
        );
}
