using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using QosNets.Cli.Shell;
using QosNets.Kernels;
using QosNets.Multipliers;
using Xunit;

namespace QosNets.Cli.Tests;

[Collection(MeasurementCollection.Name)]
public sealed class BenchCommandTests : IDisposable
{
    private static readonly string[] Supported = [.. KernelPaths.All.Where(p => p.IsSupported).Select(p => p.Name)];
    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static List<JsonElement> Rows(params string[] args)
    {
        var (code, output, _) = CommandLine.Run(["bench", .. args, "--seconds", "0.01", "--json"]);
        Assert.Equal(ExitCode.Success, code);
        // Parsing fails when anything stands before or after the list.
        return [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
    }

    private static string Fails(int code, params string[] args)
    {
        var (actual, output, error) = CommandLine.Run(["bench", .. args]);
        Assert.Equal((code, ""), (actual, output));
        return error;
    }

    [Fact]
    public void Kernels_print_a_list_of_rows_with_these_keys_and_nothing_else()
    {
        var rows = Rows("kernels", "--table", "mul8u_L40");
        Assert.All(
            rows,
            r =>
                Assert.Equal(
                    ["path", "plan", "table", "m", "k", "n", "threads", "gproducts_per_s", "ratio", "checked"],
                    r.EnumerateObject().Select(p => p.Name)
                )
        );
        // How many all are is a setting of the process, which tests beside this one change.
        var threads = rows.Select(r => r.GetProperty("threads").GetInt32()).Distinct().ToArray();
        Assert.Equal(1, threads[0]);
        Assert.Equal(
            Supported.SelectMany(p => threads.Select(t => (p, t))),
            rows.Select(r => (r.GetProperty("path").GetString()!, r.GetProperty("threads").GetInt32()))
        );
        Assert.All(
            rows,
            r =>
            {
                Assert.Equal("mul8u_L40", r.GetProperty("table").GetString());
                Assert.Equal(
                    (1024, 576, 64),
                    (r.GetProperty("m").GetInt32(), r.GetProperty("k").GetInt32(), r.GetProperty("n").GetInt32())
                );
                Assert.True(r.GetProperty("checked").GetBoolean());
                Assert.True(r.GetProperty("gproducts_per_s").GetDouble() > 0);
            }
        );
    }

    [Fact]
    public void Kernels_take_the_exact_table_and_one_for_each_plan_by_default()
    {
        var rows = Rows("kernels", "--path", "scalar", "--threads", "1");
        Assert.Equal("mul8u_1JFF", rows[0].GetProperty("table").GetString());
        Assert.True(rows.Count > 1);
        Assert.Equal(rows.Count, rows.Select(r => r.GetProperty("table").GetString()).Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Kernels_take_a_raw_table(bool signed)
    {
        var random = new Random(7);
        var file = WriteTable("odd.table.bin", TruthTable.Length, () => (ushort)random.Next(65536));
        var rows = Rows([
            "kernels",
            "--table",
            file,
            "--path",
            Supported[0],
            "--threads",
            "2",
            .. signed ? ["--signed"] : Array.Empty<string>(),
        ]);
        var row = Assert.Single(rows);
        Assert.Equal("odd.table", row.GetProperty("table").GetString());
        Assert.Equal((2, true), (row.GetProperty("threads").GetInt32(), row.GetProperty("checked").GetBoolean()));
    }

    [Fact]
    public void Tables_are_found_in_both_embedded_libraries()
    {
        var rows = Rows("kernels", "--table", "mul8s_1KV8", "--table", "mul8u_2P7", "--path", Supported[0], "--threads", "1");
        Assert.Equal(["mul8s_1KV8", "mul8u_2P7"], rows.Select(r => r.GetProperty("table").GetString()));
        Assert.StartsWith(
            "mul8s_",
            Rows("kernels", "--signed", "--path", "scalar", "--threads", "1")[0].GetProperty("table").GetString()
        );
    }

    [Fact]
    public void Wrong_tables_and_paths_are_errors_that_say_what_would_do()
    {
        Assert.Contains(
            "it has 131070 bytes, not 131072",
            Fails(ExitCode.Failure, "kernels", "--table", WriteTable("cut.bin", 65535, () => 1))
        );
        Assert.Contains("there is no such file", Fails(ExitCode.Failure, "kernels", "--table", Path.Combine(folder, "none.bin")));
        Assert.Contains("nearest are mul8u_2P7", Fails(ExitCode.Failure, "kernels", "--table", "mul8u_2P8"));
        Assert.Contains(
            "mul8u_2P7 of evoapprox-mul8u is unsigned",
            Fails(ExitCode.Failure, "kernels", "--table", "mul8u_2P7", "--signed")
        );
        Assert.Contains("leave --table or --all out", Fails(ExitCode.Failure, "kernels", "--all", "--table", "mul8u_2P7"));
        Assert.Contains("this machine can run: ", Fails(ExitCode.Failure, "kernels", "--path", "mmx"));
        Assert.Contains("choose one of lenet5", Fails(ExitCode.Failure, "conv", "--network", "vgg"));
        Assert.Contains("--threads 0: give a whole number", Fails(ExitCode.Usage, "kernels", "--threads", "0"));
        Assert.Contains("--seconds -1: give seconds", Fails(ExitCode.Usage, "engine", "--seconds", "-1"));
    }

    [Fact]
    public void Conv_prints_the_layers_of_a_network()
    {
        var rows = Rows("conv", "--network", "lenet5", "--path", Supported[0], "--threads", "1", "--batch", "2");
        Assert.Equal(5, rows.Sum(r => r.GetProperty("layers").GetInt32()));
        Assert.All(rows, r => Assert.True(r.GetProperty("checked").GetBoolean()));
        Assert.Equal(
            ["network", "layer", "layers", "kind", "in_channels"],
            rows[0].EnumerateObject().Select(p => p.Name).Take(5)
        );
    }

    [Fact]
    public void Engine_prints_images_per_second_of_every_point()
    {
        var rows = Rows("engine", "--network", "lenet5", "--batch", "3", "--threads", "1");
        Assert.Equal("exact", rows[0].GetProperty("point").GetString());
        Assert.Contains(rows, r => r.GetProperty("point").GetString()!.StartsWith("general-", StringComparison.Ordinal));
        Assert.All(
            rows,
            r => Assert.True(r.GetProperty("images_per_s").GetDouble() > 0 && r.GetProperty("batch").GetInt32() == 3)
        );
        Assert.Contains("a bundle has its own network", Fails(ExitCode.Failure, "engine", "x.qosnet", "--network", "lenet5"));
    }

    [Fact]
    public void Train_compares_an_ordinary_step_with_a_joint_one_and_lists_the_layers()
    {
        var (code, output, _) = CommandLine.Run(
            "bench",
            "train",
            "--network",
            "lenet5",
            "--batch",
            "2",
            "--rounds",
            "1",
            "--multiplier",
            "mul8u_2P7",
            "--multiplier",
            "mul8u_17C8",
            "--threads",
            "1",
            "--json"
        );
        Assert.Equal(ExitCode.Success, code);
        var cost = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["mul8u_2P7", "mul8u_17C8"], cost.GetProperty("points").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal(
            cost.GetProperty("ratio").GetDouble(),
            cost.GetProperty("joint_step_seconds").GetDouble() / cost.GetProperty("quantized_step_seconds").GetDouble(),
            precision: 6
        );
        Assert.Equal(5 * 2, cost.GetProperty("layers").GetArrayLength());
        Assert.Contains("nearest are", Fails(ExitCode.Failure, "train", "--multiplier", "mul8u_none"));
    }

    [Fact]
    public void Tables_for_people_have_a_title_and_units()
    {
        var (code, output, error) = CommandLine.Run(
            "bench",
            "kernels",
            "--table",
            "mul8u_L40",
            "--path",
            "scalar",
            "--threads",
            "1",
            "--seconds",
            "0.01"
        );
        Assert.Equal(ExitCode.Success, code);
        Assert.DoesNotContain("error", error);
        Assert.StartsWith("table product 1024×576×64", output);
        Assert.Contains("G products/s  times the scalar loop", output);
        Assert.Contains("1.00\n", output);
    }

    [Fact]
    public void Ctrl_C_ends_a_measurement_with_its_exit_code_and_an_empty_output()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("there is no signal to send");
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet"
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in new[]
            {
                typeof(CommandTree).Assembly.Location,
                "bench",
                "kernels",
                "--table",
                "mul8u_L40",
                "--seconds",
                "600",
                "--json",
            }
        )
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        try
        {
            // Progress shows that the command listens to signals.
            Assert.NotNull(process.StandardError.ReadLine());
            using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
                kill.WaitForExit();
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
            Assert.Equal(ExitCode.Interrupted, process.ExitCode);
            Assert.Empty(process.StandardOutput.ReadToEnd());
            Assert.Contains("stopped; nothing was written", process.StandardError.ReadToEnd());
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private string WriteTable(string name, int entries, Func<ushort> product)
    {
        var bytes = new byte[entries * sizeof(ushort)];
        for (var i = 0; i < entries; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * sizeof(ushort)), product());
        var file = Path.Combine(folder, name);
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
