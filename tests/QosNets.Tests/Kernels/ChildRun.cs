using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;
using Xunit;

namespace QosNets.Tests.Kernels;

/// <summary>Tests that run again in a process of their own, in which instructions are switched off.</summary>
internal static partial class ChildRun
{
    /// <summary>Names what a child must find switched off: avx512, or avx2, which takes AVX-512 with it.</summary>
    public const string SwitchedOff = "QOSNETS_TEST_SWITCHED_OFF";

    /// <summary>Skips a test on a processor that lacks what it would switch off.</summary>
    public static void SkipWithout(string? instructions) =>
        Assert.SkipUnless(
            Avx2.IsSupported && (instructions != "avx512" || Avx512Vbmi.IsSupported),
            "the processor lacks what would be switched off"
        );

    /// <summary>Fails in a child in which the instructions are still there.</summary>
    public static void AssertSwitchedOff()
    {
        var off = Environment.GetEnvironmentVariable(SwitchedOff);
        if (off is "avx512" or "avx2")
            Assert.False(Avx512F.IsSupported || Avx512BW.IsSupported || Avx512Vbmi.IsSupported);
        if (off is "avx2")
            Assert.False(Avx2.IsSupported);
    }

    /// <summary>Runs methods of this assembly with the given environment; all must pass, and there are so many tests.</summary>
    public static async Task Run(int tests, IReadOnlyDictionary<string, string> environment, params string[] methods)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(ChildRun).Assembly.Location])
            start.ArgumentList.Add(argument);
        foreach (var method in methods)
        {
            start.ArgumentList.Add("-method");
            start.ArgumentList.Add(method);
        }
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = await child.StandardOutput.ReadToEndAsync() + await errors;
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0, output);
        var totals = Totals().Match(output);
        Assert.True(totals.Success && int.Parse(totals.Groups[1].Value, null) == tests, output);
    }

    [GeneratedRegex("Total: ([0-9]+), Errors: 0, Failed: 0, Skipped: 0")]
    private static partial Regex Totals();
}
