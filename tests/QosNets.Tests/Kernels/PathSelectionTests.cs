using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using QosNets.Kernels;
using Xunit;

namespace QosNets.Tests.Kernels;

public class PathSelectionTests
{
    private const string Expected = "QOSNETS_TEST_EXPECTED_KERNEL";
    private const string SwitchedOff = "QOSNETS_TEST_SWITCHED_OFF";

    [Fact]
    public void The_fastest_path_comes_first_and_the_plain_one_is_always_there()
    {
        Assert.Equal(["avx512vbmi", "avx2", "vector128", "scalar"], TableGemm.Paths.Select(path => path.Name));
        Assert.True(TableGemm.Paths[^1].IsSupported);
        Assert.Same(TableGemm.Paths.First(path => path.IsSupported), TableGemm.Choose(null));
        Assert.Same(TableGemm.Paths[^1], TableGemm.Choose("scalar"));
    }

    [Fact]
    public void An_unknown_kernel_name_is_an_error_that_names_the_choices()
    {
        var message = Assert.Throws<SettingException>(() => TableGemm.Choose("avx9")).Message;
        Assert.Contains("QOSNETS_KERNEL='avx9'", message, StringComparison.Ordinal);
        Assert.All(
            TableGemm.Paths.Where(path => path.IsSupported),
            path => Assert.Contains(path.Name, message, StringComparison.Ordinal)
        );
    }

    /// <summary>Run again by <see cref="Without_an_instruction_set_the_next_path_takes_over"/> with sets switched off.</summary>
    [Fact]
    public void The_selected_path_is_the_expected_one_and_correct()
    {
        var off = Environment.GetEnvironmentVariable(SwitchedOff);
        if (off is "avx512" or "avx2")
            Assert.False(Avx512Vbmi.IsSupported);
        if (off is "avx2")
            Assert.False(Avx2.IsSupported);
        GemmPath[] unsupported = [.. TableGemm.Paths.Where(path => !path.IsSupported)];
        Assert.True(off is null || unsupported.Length > 0);
        foreach (var path in unsupported)
        {
            Assert.Contains(
                "lacks",
                Assert.Throws<SettingException>(() => TableGemm.Choose(path.Name)).Message,
                StringComparison.Ordinal
            );
            Assert.Throws<ArgumentException>(() =>
                TableGemm.Multiply(PreparedTable.Create(Tables.Get("exact")), [1], [1], new int[1], 1, 1, 1, path)
            );
        }

        var expected = Environment.GetEnvironmentVariable(Expected);
        if (expected is not null)
            Assert.Equal(expected, TableGemm.Selected.Name);

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
        Assert.SkipUnless(
            Avx2.IsSupported && (off != "avx512" || Avx512Vbmi.IsSupported),
            "the processor lacks what would be switched off"
        );
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        var method = $"{typeof(PathSelectionTests).FullName}.{nameof(The_selected_path_is_the_expected_one_and_correct)}";
        foreach (var argument in (string[])["exec", typeof(PathSelectionTests).Assembly.Location, "-method", method])
            start.ArgumentList.Add(argument);
        start.Environment[variable] = value;
        start.Environment[Expected] = expected;
        if (off is not null)
            start.Environment[SwitchedOff] = off;
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = await child.StandardOutput.ReadToEndAsync() + await errors;
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0, output);
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
    }
}
