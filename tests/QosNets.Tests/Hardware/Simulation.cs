using System.Diagnostics;

namespace QosNets.Tests.Hardware;

/// <summary>Runs Icarus Verilog where it is installed.</summary>
internal static class Simulation
{
    /// <summary>Whether it is installed.</summary>
    public static bool IsInstalled { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "iverilog")) && File.Exists(Path.Combine(folder, "vvp")));

    /// <summary>Compiles all Verilog files of a folder and runs a top module in it; what it prints.</summary>
    public static string Run(string folder, string top)
    {
        var files = Directory.GetFiles(folder, "*.v").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);
        var compiled = Start(folder, "iverilog", ["-g2005", "-Wall", "-Wno-timescale", "-s", top, "-o", "simulation", .. files]);
        return compiled + Start(folder, "vvp", ["-n", "simulation"]);
    }

    private static string Start(string folder, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.GetAwaiter().GetResult();
    }
}
