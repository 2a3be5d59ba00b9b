using System.Diagnostics;
using Xunit;

namespace QosNets.Tests.Archives;

/// <summary>Runs a Python program with NumPy; a test that needs it is skipped, visibly, where there is none.</summary>
internal static class NumPy
{
    private static readonly string? Python = Find();

    public static string Run(string program, params string[] arguments)
    {
        Assert.SkipWhen(Python is null, "no python3 with numpy on this machine");
        var (code, output, errors) = Start(Python!, ["-c", program, .. arguments]);
        Assert.True(code == 0, errors);
        return output.Trim();
    }

    private static string? Find()
    {
        foreach (var candidate in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                if (Start(candidate, ["-c", "import numpy"]).Code == 0)
                    return candidate;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // No such program: try the next name.
            }
        }
        return null;
    }

    private static (int Code, string Output, string Errors) Start(string program, string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
