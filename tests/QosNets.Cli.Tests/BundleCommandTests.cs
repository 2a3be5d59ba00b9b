using System.Text.Json;
using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Cli.Shell;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Quantization;
using Xunit;

namespace QosNets.Cli.Tests;

public sealed class BundleCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Evaluate_measures_every_point_on_the_test_images()
    {
        var (code, output, error) = CommandLine.Run("evaluate", Save(FashionClasses()), "--json");
        Assert.Equal((ExitCode.Success, ""), (code, error));
        var result = JsonDocument.Parse(output).RootElement;
        Assert.Equal(10_000, result.GetProperty("images").GetInt32());
        var points = result.GetProperty("points").EnumerateArray().ToList();
        Assert.Equal(["exact", "half"], points.Select(p => p.GetProperty("name").GetString()));
        // The network always says class 3, then 0, 1, 2, 4; the test images have a tenth of each class.
        Assert.All(points, p => Assert.Equal((0.1, 0.5), (p.GetProperty("top1").GetDouble(), p.GetProperty("top5").GetDouble())));
        Assert.Equal([0, 0.5], points.Select(p => p.GetProperty("saving").GetDouble()));
    }

    [Fact]
    public void Evaluate_takes_one_point_and_some_images_when_told()
    {
        var (code, output, _) = CommandLine.Run("evaluate", Save(FashionClasses()), "--point", "half", "--limit", "300");
        Assert.Equal(ExitCode.Success, code);
        Assert.StartsWith("line on 300 test images of fashion-mnist", output);
        Assert.Contains("\nhalf ", output);
        Assert.DoesNotContain("\nexact ", output);
        Assert.Contains("50.0 %", output);
    }

    [Fact]
    public void Evaluate_compares_cascades_with_points_that_share_the_images()
    {
        // The margin of every image is 1: at a threshold of 0.5 none runs again, at 2 all do.
        var file = Save(FashionClasses());
        var plain = Bundle.Load(file);
        plain
            .With(
                [plain.Points[0] with { ValidationTop1 = 0.2 }, plain.Points[1] with { ValidationTop1 = 0.1 }],
                [new CascadeCurve(1, 0, [new CascadeStep(0.5f, 0, 0.1), new CascadeStep(2, 1, 0.4)])]
            )
            .Save(file);
        var (code, output, error) = CommandLine.Run("evaluate", file, "--limit", "1000", "--cascades", "--json");
        Assert.Equal((ExitCode.Success, ""), (code, error));
        var result = JsonDocument.Parse(output).RootElement;
        var rows = result.GetProperty("cascades").EnumerateArray().ToList();
        double[] Of(string name) => [.. rows.Select(r => r.GetProperty(name).GetDouble())];
        Assert.Equal([0, 1], Of("unsure"));
        Assert.Equal([0.5, 1.5], Of("power"));
        var top1 = result.GetProperty("points")[0].GetProperty("top1").GetDouble();
        Assert.Equal([top1, top1], Of("top1"));
        Assert.Equal([top1, top1], Of("sharingTop1"));
        Assert.Equal(0.6 / 3, Of("validationTop1")[0], 12);
        Assert.Equal(0.5, result.GetProperty("cheapestAsAccurate").GetProperty("power").GetDouble());

        (_, output, _) = CommandLine.Run("evaluate", file, "--limit", "1000", "--cascades");
        Assert.Contains("\nhalf > exact ", output);
        Assert.Contains("as accurate as any point: half > exact at 0.5000: 50.0 % power", output);
        (code, _, error) = CommandLine.Run("evaluate", Save(FashionClasses()), "--cascades");
        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("has no cascades; make it again", error);
    }

    [Fact]
    public void Evaluate_writes_the_logits_of_every_image_when_told()
    {
        var path = Path.Combine(folder, "logits.npz");
        var (code, _, error) = CommandLine.Run("evaluate", Save(FashionClasses()), "--limit", "200", "--logits", path);
        Assert.Equal((ExitCode.Success, ""), (code, error));
        var archive = ArchiveReader.Open(path, "qosnets-logits", 1);
        Assert.Equal(["logits/exact", "logits/half"], archive.Names);
        var logits = archive.ReadArray<float>("logits/half", 200, 10);
        Assert.All(logits.Chunk(10), image => Assert.Equal(3, Array.IndexOf(image, image.Max())));
    }

    [Fact]
    public void Evaluate_refuses_a_bundle_with_other_classes_than_the_data_set()
    {
        var (code, _, error) = CommandLine.Run("evaluate", Save([.. Enumerable.Range(0, 10).Select(i => $"other {i}")]));
        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("was trained on other classes than fashion-mnist has here", error);
    }

    [Fact]
    public void Evaluate_names_the_points_when_one_is_asked_for_that_is_not_there()
    {
        var (code, _, error) = CommandLine.Run("evaluate", Save(FashionClasses()), "--point", "third");
        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("'third'", error);
        Assert.Contains("exact, half", error);
    }

    [Theory]
    [InlineData("interpolating")]
    [InlineData("oracle")]
    public void Simulate_prints_exactly_these_keys_as_json(string governor)
    {
        var (code, output, error) = CommandLine.Run(
            "simulate",
            Save(FashionClasses()),
            "--trace",
            "telegraph",
            "--governor",
            governor,
            "--frames",
            "500",
            "--json"
        );
        Assert.Equal((ExitCode.Success, ""), (code, error));
        var result = JsonDocument.Parse(output).RootElement;
        Assert.Equal(
            [
                "trace",
                "governor",
                "frames",
                "accuracy",
                "energy",
                "energy_allowed",
                "violations",
                "worst_violation",
                "switches",
                "oracle_accuracy",
            ],
            result.EnumerateObject().Select(p => p.Name)
        );
        Assert.Equal(
            ("telegraph", governor, 500),
            (
                result.GetProperty("trace").GetString(),
                result.GetProperty("governor").GetString(),
                result.GetProperty("frames").GetInt32()
            )
        );
        Assert.Equal(result.GetProperty("oracle_accuracy").GetDouble(), result.GetProperty("accuracy").GetDouble());
        // Both points always say class 3, so the cheaper is all that is worth running: half the power.
        Assert.Equal(250, result.GetProperty("energy").GetDouble(), 1e-9);
    }

    [Fact]
    public void Simulate_replays_a_file_says_where_accuracies_come_from_and_draws()
    {
        var (trace, plot) = (Path.Combine(folder, "budget.csv"), Path.Combine(folder, "plot.svg"));
        File.WriteAllText(trace, "time_s,budget\n0,0.6\n50,0.4\n100,0.6\n");
        var (code, output, error) = CommandLine.Run(
            "simulate",
            Save(FashionClasses()),
            "--trace",
            trace,
            "--fps",
            "2",
            "--governor",
            "threshold",
            "--plot",
            plot
        );
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Contains("the bundle has no validation accuracies", output);
        Assert.Contains("budget.csv  threshold", output);
        Assert.EndsWith(plot + "\n", output);
        var svg = System.Xml.Linq.XDocument.Load(plot);
        Assert.Equal("svg", svg.Root!.Name.LocalName);
        Assert.DoesNotContain("NaN", svg.ToString());
    }

    [Theory]
    [InlineData("always power <= 0.5 + 0.001", ExitCode.Success, true)]
    [InlineData("always power < 0.5", ExitCode.Violated, false)]
    public void Simulate_says_by_exit_code_and_robustness_whether_a_requirement_is_kept(
        string requirement,
        int expected,
        bool holds
    )
    {
        string[] line = ["simulate", Save(FashionClasses()), "--trace", "flip", "--frames", "300", "--require", requirement];
        var (code, output, error) = CommandLine.Run(line);
        Assert.Equal((expected, ""), (code, error));
        Assert.Contains(
            $"interpolating on flip: {requirement} {(holds ? "holds, robustness 0.001" : "IS VIOLATED, robustness 0")}\n",
            output
        );
        var (jsonCode, json, _) = CommandLine.Run([.. line, "--json"]);
        Assert.Equal(expected, jsonCode);
        var judged = Assert.Single(JsonDocument.Parse(json).RootElement.GetProperty("requirements").EnumerateArray());
        Assert.Equal((requirement, holds), (judged.GetProperty("formula").GetString(), judged.GetProperty("holds").GetBoolean()));
        Assert.Equal(holds ? 0.001 : 0, judged.GetProperty("robustness").GetDouble(), 1e-9);
    }

    [Fact]
    public void Simulate_replays_the_cascade_where_a_bundle_has_thresholds()
    {
        var file = Save(FashionClasses());
        var bundle = Bundle.Load(file);
        // Everything that the network says is sure.
        bundle
            .With(
                [.. bundle.Points.Select(p => p with { ValidationTop1 = p.Name == "exact" ? 0.11 : 0.1 })],
                [new CascadeCurve(1, 0, [new CascadeStep(1e-9f, 0, 0.1)])]
            )
            .Save(file);
        var (code, output, error) = CommandLine.Run("simulate", file, "--governor", "all", "--frames", "300");
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Contains("solar  cascade", output);
        Assert.Contains("solar: oracle of cascades in the mean expects", output);
        Assert.Contains("cascade on solar: 0.0 % of the frames ran again", output);
    }

    [Fact]
    public void Simulate_runs_the_images_of_a_bundle_once()
    {
        var file = Save(FashionClasses());
        var (bundle, outcomes) = (Bundle.Load(file), file + ".outcomes");
        string[] line = ["simulate", file, "--trace", "flip", "--frames", "300", "--json"];
        var (_, first, error) = CommandLine.Run(line);
        Assert.Equal("", error);
        var kept = File.ReadAllBytes(outcomes);
        File.SetLastWriteTimeUtc(outcomes, DateTime.UnixEpoch);
        Assert.Equal((0, first, ""), CommandLine.Run(line));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(outcomes));

        // Another bundle in the same place, and a file that ends early, are no reason to take what stands there.
        bundle.With([.. bundle.Points.Select(p => p with { ValidationTop1 = 0.1 })], []).Save(file);
        Assert.Equal(0, CommandLine.Run(line).Code);
        Assert.NotEqual(kept, File.ReadAllBytes(outcomes));
        File.WriteAllBytes(outcomes, kept[..^100]);
        var (code, _, note) = CommandLine.Run(line);
        Assert.Equal(0, code);
        Assert.Contains("all images run again", note);
        Assert.Equal((0, ""), (CommandLine.Run(line).Code, CommandLine.Run(line).Error));
    }

    [Fact]
    public void Show_and_simulate_name_a_point_that_a_cheaper_one_dominates()
    {
        // A constant network is as accurate with the multiplier of half the power.
        var file = Save(FashionClasses());
        var (_, output, _) = CommandLine.Run("simulate", file, "--governor", "all", "--frames", "300");
        Assert.Contains("\nexact is never run: another point costs no more and is at least as accurate\n", output);
        Assert.DoesNotContain("cascade", output);
        var bundle = Bundle.Load(file);
        bundle.With([.. bundle.Points.Select(p => p with { ValidationTop1 = 0.1 })], []).Save(file);
        var (_, shown, _) = CommandLine.Run("show", file);
        Assert.Contains("\nexact is dominated by half, which is cheaper and as accurate: no governor runs it\n", shown);
        Assert.Contains("validation top-1", shown);
    }

    [Theory]
    [InlineData("column 1: there is no signal \"pwer\"", "--require", "pwer < 1")]
    [InlineData("there is no governor", "--governor", "pid")]
    [InlineData("cannot be read", "--trace", "no-such.csv")]
    [InlineData("exact=1.3@2000", "--drift", "half=1.3")]
    [InlineData("exact, half", "--drift", "third=1.3@20")]
    [InlineData("must be at or above 0", "--switch-energy", "-1")]
    [InlineData("a trace has 1 or more", "--frames", "0")]
    [InlineData("trace solar has 31 frames; budgets hold over windows of 32", "--frames", "31")]
    public void Simulate_refuses_what_it_cannot_do(string named, params string[] options)
    {
        var (code, _, error) = CommandLine.Run(["simulate", Save(FashionClasses()), .. options]);
        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains(named, error);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [Fact]
    public void Simulate_says_that_few_frames_give_rough_figures()
    {
        var file = Save(FashionClasses());
        var (code, _, error) = CommandLine.Run("simulate", file, "--frames", "299");
        Assert.Equal(
            (ExitCode.Success, "note: trace solar has 299 frames; accuracies over fewer than 300 are rough\n"),
            (code, error)
        );
    }

    [Fact]
    public void A_folder_in_the_place_of_a_bundle_is_refused_with_the_file_in_it()
    {
        var file = Save(FashionClasses());
        foreach (var command in new[] { "evaluate", "show", "simulate", "serve" })
        {
            var (code, _, error) = CommandLine.Run(command, folder);
            Assert.Equal(ExitCode.Failure, code);
            Assert.Equal($"error: {folder}: it is a folder; name the file, {file}\n", error);
        }
    }

    [Fact]
    public void Show_prints_the_multiplier_of_every_layer_at_every_point()
    {
        var file = Save(FashionClasses());
        var (code, output, _) = CommandLine.Run("show", file);
        Assert.Equal(ExitCode.Success, code);
        var lines = output
            .Split('\n')
            .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .ToList();
        Assert.Contains("cheap 0.200 50.0 %", lines);
        Assert.Contains("right (exact) 0.400 100.0 %", lines);
        Assert.Contains("layer multiplications weight bits exact half", lines);
        Assert.Contains("fc 7,840 8 right cheap", lines);
        Assert.Contains("all: saving 7,840 0.0 % 50.0 %", lines);
        Assert.Contains(
            "sha256 " + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))),
            lines
        );
    }

    [Fact]
    public void Show_says_how_many_bits_of_the_weights_points_read_and_the_file_stores()
    {
        var bundle = Bundle.Load(Save(FashionClasses()));
        var four = new NativeTable([.. Enumerable.Range(0, 4096).Select(i => (i >> 4) * (i & 15))], new(8, 4), signed: false);
        var narrow = new Bundle(
            bundle.Network,
            new MultiplierLibrary(
                "narrow",
                [
                    bundle.Library.Multipliers[0],
                    new Multiplier("four", four.ToTruthTable(), 0.1) { Widths = new OperandWidths(8, 4) },
                ]
            ),
            bundle.Weights,
            bundle.Quantizers,
            [bundle.Points[1]],
            bundle.Metadata
        );
        var file = Path.Combine(folder, "narrow.qosnet");
        narrow.Save(file);
        var (code, output, _) = CommandLine.Run("show", file);
        Assert.Equal(ExitCode.Success, code);
        Assert.Matches("\nfc +7,840 +4  four \\(4\\)\n", output);
        Assert.Contains("weights of 3,920 bytes", output);
    }

    [Fact]
    public void Show_counts_the_parameters_that_further_points_add()
    {
        var (_, output, _) = CommandLine.Run("show", Save(FashionClasses(), "second"), "--json");
        var result = JsonDocument.Parse(output).RootElement;
        // Two points besides the exact one, each with a scale and a bias for each of 10 classes; the plain network has the biases
        // once.
        Assert.Equal(7850, result.GetProperty("baseParameters").GetInt64());
        Assert.Equal(30, result.GetProperty("extraParameters").GetInt64());
    }

    private static IReadOnlyList<string> FashionClasses() => DataSets.Open("fashion-mnist", null, Path.GetTempPath()).ClassNames;

    [Fact]
    public void Estimated_powers_are_marked_by_show_and_evaluate()
    {
        var file = Save(FashionClasses(), estimated: true);
        var (_, shown, _) = CommandLine.Run("show", file);
        Assert.Contains("estimated power, unit gates", shown);
        Assert.Contains("~200", shown);
        Assert.Contains("all: estimated saving", shown);
        Assert.DoesNotContain("mW", shown);
        var (_, measured, _) = CommandLine.Run("evaluate", file, "--limit", "10");
        Assert.Contains("estimated saving", measured);
        Assert.Contains("saving is an ESTIMATE", measured);
        var (_, json, _) = CommandLine.Run("evaluate", file, "--limit", "10", "--json");
        Assert.True(JsonDocument.Parse(json).RootElement.GetProperty("powerIsEstimated").GetBoolean());
    }

    private string Save(IReadOnlyList<string> classes, params string[] furtherPoints) =>
        Save(classes, estimated: false, furtherPoints);

    private string Save(IReadOnlyList<string> classes, bool estimated, params string[] furtherPoints)
    {
        var network = new Network(
            "line",
            [
                new InputNode("input", new Shape(1, 28, 28)),
                new FlattenNode("flat", "input"),
                new LinearNode("fc", "flat", 784, 10, Bias: true),
            ]
        );
        var library = new MultiplierLibrary(
            "two",
            [
                new Multiplier("right", TruthTable.Exact(signed: false), 0.4, PowerIsEstimated: estimated),
                new Multiplier("cheap", TruthTable.Exact(signed: false), 0.2, PowerIsEstimated: estimated),
            ]
        );
        var weights = new byte[7840];
        Array.Fill(weights, (byte)128);
        var bias = new float[10];
        bias[3] = 1;
        OperatingPoint Point(string name, int multiplier) =>
            new(
                name,
                [multiplier],
                [false],
                new Dictionary<string, float[]> { ["fc.scale"] = [.. Enumerable.Repeat(1f, 10)], ["fc.bias"] = bias }
            );
        var bundle = new Bundle(
            network,
            library,
            [new QuantizedWeights(weights, [0.01f], 128, Signed: false)],
            new QuantizationPlan(network).Quantizers.ToDictionary(n => n, _ => new AffineQuantizer(1 / 255f, 0)),
            [Point("exact", library.ExactIndex), Point("half", 1), .. furtherPoints.Select(p => Point(p, 1))],
            new BundleMetadata("fashion-mnist", classes)
        );
        var file = Path.Combine(folder, "line.qosnet");
        bundle.Save(file);
        return file;
    }
}
