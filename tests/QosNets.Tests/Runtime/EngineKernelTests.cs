using QosNets.Kernels;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Runtime;

public class EngineKernelTests
{
    [Theory]
    [InlineData("lenet5")]
    [InlineData("resnet8")]
    [InlineData("mobilenet")]
    [InlineData("bytes")]
    public void Engines_on_different_kernels_run_side_by_side_and_give_the_same_bits(string network)
    {
        var bundle = RandomBundles.Make(EngineTests.Build(network), seed: 51);
        var engines = EngineOptions.Kernels.Select(k => new Engine(bundle, new EngineOptions { Kernel = k })).ToList();
        Assert.Equal(EngineOptions.Kernels, engines.Select(e => e.Kernel));
        var pixels = RandomTables.Bytes(new Random(52), 3 * bundle.Network.Input.Shape.Length);
        for (var point = 0; point < bundle.Points.Count; point++)
        {
            var expected = new Engine(bundle).Run(point, pixels, 3);
            Assert.All(engines, engine => Assert.Equal(expected, engine.Run(point, pixels, 3)));
        }
    }

    [Fact]
    public void All_that_depends_on_instructions_follows_the_kernel_of_the_engine()
    {
        var bundle = RandomBundles.Make(EngineTests.Build("resnet8"), seed: 53);
        foreach (var kernel in EngineOptions.Kernels)
        {
            var path = KernelPaths.Choose(kernel);
            var steps = new Engine(bundle, new EngineOptions { Kernel = kernel })
                .Programs.SelectMany(p => p.Steps.OfType<LayerStep>())
                .ToList();
            Assert.NotEmpty(steps);
            Assert.All(steps, step => Assert.Same(path, step.Layer.Path));
            Assert.Contains(steps, step => step.Direct is not null);
            Assert.All(steps, step => Assert.Equal(path.ConvertsSixteen, step.Direct?.IsWide ?? path.ConvertsSixteen));
        }
    }

    [Fact]
    public void Without_a_name_an_engine_takes_the_kernel_of_the_process() =>
        Assert.Equal(KernelPaths.Selected.Name, new Engine(RandomBundles.Make(EngineTests.Build("lenet5"), 54)).Kernel);

    [Fact]
    public void Engines_of_one_kernel_share_their_compiled_layers()
    {
        var bundle = RandomBundles.Make(EngineTests.Build("lenet5"), seed: 55);
        var (first, second) = (new Engine(bundle), new Engine(bundle, new EngineOptions { Kernel = new Engine(bundle).Kernel }));
        Assert.Equal(Layers(first), Layers(second));

        static IEnumerable<ApproximateLayer> Layers(Engine engine) =>
            engine.Programs.SelectMany(p => p.Steps.OfType<LayerStep>()).Select(s => s.Layer);
    }

    [Theory]
    [InlineData("avx9")]
    [InlineData("")]
    [InlineData("AVX2")]
    public void A_name_that_is_no_kernel_is_refused_with_those_of_this_processor(string name)
    {
        var message = Assert.Throws<SettingException>(() => new EngineOptions { Kernel = name }).Message;
        Assert.Equal(
            $"EngineOptions.Kernel='{name}' is no kernel; this machine can run: {string.Join(", ", EngineOptions.Kernels)}",
            message
        );
    }
}
