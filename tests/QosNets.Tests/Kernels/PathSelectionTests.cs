using System.Runtime.Intrinsics.X86;
using QosNets.Kernels;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Kernels;

public class PathSelectionTests
{
    private const string Expected = "QOSNETS_TEST_EXPECTED_KERNEL";

    [Fact]
    public void The_fastest_path_comes_first_and_the_plain_one_is_always_there()
    {
        Assert.Equal(
            ["avx512vbmi", "avxvnni", "avx2", "neondot", "vector128", "scalar"],
            KernelPaths.All.Select(path => path.Name)
        );
        Assert.True(KernelPaths.All[^1].IsSupported);
        Assert.Same(KernelPaths.All.First(path => path.IsSupported), KernelPaths.Choose(null));
        Assert.Same(KernelPaths.All[^1], KernelPaths.Choose("scalar"));
    }

    [Fact]
    public void An_unknown_kernel_name_is_an_error_that_names_the_choices()
    {
        var message = Assert.Throws<SettingException>(() => KernelPaths.Choose("avx9")).Message;
        Assert.Contains("QOSNETS_KERNEL='avx9'", message, StringComparison.Ordinal);
        Assert.All(
            KernelPaths.All.Where(path => path.IsSupported),
            path => Assert.Contains(path.Name, message, StringComparison.Ordinal)
        );
    }

    /// <summary>Run again by <see cref="Without_an_instruction_set_the_next_path_takes_over"/> with sets switched off.</summary>
    [Fact]
    public void The_selected_path_is_the_expected_one_and_correct()
    {
        ChildRun.AssertSwitchedOff();
        KernelPath[] unsupported = [.. KernelPaths.All.Where(path => !path.IsSupported)];
        Assert.True(Environment.GetEnvironmentVariable(ChildRun.SwitchedOff) is null || unsupported.Length > 0);
        foreach (var path in unsupported)
        {
            Assert.Contains(
                "lacks",
                Assert.Throws<SettingException>(() => KernelPaths.Choose(path.Name)).Message,
                StringComparison.Ordinal
            );
            Assert.StartsWith(
                $"EngineOptions.Kernel='{path.Name}' needs instructions that this processor lacks; it can run: ",
                Assert.Throws<SettingException>(() => new EngineOptions { Kernel = path.Name }).Message,
                StringComparison.Ordinal
            );
            Assert.Throws<ArgumentException>(() =>
                TableGemm.Multiply(PreparedTable.Create(Tables.Get("exact")), [1], [1], new int[1], 1, 1, 1, path)
            );
        }

        var expected = Environment.GetEnvironmentVariable(Expected);
        if (expected is not null)
            Assert.Equal(expected, KernelPaths.Selected.Name);

        var g = new ConvolutionGeometry(5, 17, 33, 37, 3, 3, 1, 1, 1);
        var x = Reference.Bytes(1, 2 * g.InputLength);
        var w = Reference.Bytes(2, g.OutChannels * g.FanIn);
        var table = Tables.Get("random signed");
        var r = new int[2 * g.OutputLength];
        TableConvolution.Run(g, 2, x, 4, w, PreparedTable.Create(table), r);
        Assert.Equal(Reference.Convolve(g, 2, x, 4, w, table), r);
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "0", "avx512", "avx2")]
    [InlineData("DOTNET_EnableAVX2", "0", "avx2", "vector128")]
    [InlineData("DOTNET_EnableHWIntrinsic", "0", "avx2", "scalar")]
    [InlineData("QOSNETS_KERNEL", "scalar", null, "scalar")]
    public async Task Without_an_instruction_set_the_next_path_takes_over(
        string variable,
        string value,
        string? off,
        string expected
    )
    {
        ChildRun.SkipWithout(off);
        var environment = new Dictionary<string, string> { [variable] = value, [Expected] = expected };
        if (expected == "avx2" && AvxVnni.IsSupported)
            environment[Expected] = "avxvnni";
        if (off is not null)
            environment[ChildRun.SwitchedOff] = off;
        await ChildRun.Run(
            tests: 1,
            environment,
            $"{typeof(PathSelectionTests).FullName}.{nameof(The_selected_path_is_the_expected_one_and_correct)}"
        );
    }
}
