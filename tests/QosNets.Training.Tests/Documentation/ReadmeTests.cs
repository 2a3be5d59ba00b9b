using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using QosNets.Bundles;
using QosNets.Data;
using QosNets.Examples;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Runtime;
using QosNets.Tests.Runtime;
using QosNets.Training.Experiments;
using QosNets.Training.Tests.Torch;
using Xunit;

namespace QosNets.Training.Tests.Documentation;

[Collection(TorchCollection.Name)]
public sealed class ReadmeTests : IDisposable
{
    private const string Heading = "## From C#";

    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>QOSNETS_WRITE_README=1 writes the section anew.</summary>
    [Fact]
    public void The_section_on_CSharp_is_the_code_that_runs_here()
    {
        var path = Path.Combine(Folder(), "../../../README.md");
        var readme = File.ReadAllText(path);
        var start = readme.IndexOf(Heading, StringComparison.Ordinal);
        var first = readme.IndexOf("```csharp", start, StringComparison.Ordinal);
        var end = readme.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        var section = Section();
        if (Environment.GetEnvironmentVariable("QOSNETS_WRITE_README") == "1")
            File.WriteAllText(path, readme[..first] + section + readme[end..]);
        else
            Assert.Equal(section, readme[first..end]);
    }

    [Fact]
    public void The_examples_see_what_a_user_sees()
    {
        var friends = new[] { typeof(Engine), typeof(DataSet), typeof(Runs.RunPipeline) }.SelectMany(t =>
            t.Assembly.GetCustomAttributes<InternalsVisibleToAttribute>()
        );
        Assert.DoesNotContain(typeof(ReadmeExamples).Assembly.GetName().Name, friends.Select(f => f.AssemblyName));
    }

    [Fact]
    public void A_bundle_runs_and_switches()
    {
        var bundle = Measured();
        var file = Path.Combine(folder, "b.qosnet");
        bundle.Save(file);
        var pixels = RandomTables.Bytes(new Random(1), 3 * bundle.Network.Input.Shape.Length);
        var (logits, ranAt) = ReadmeExamples.Run(file, pixels, 3);
        Assert.Equal(bundle.IndexOf("save50"), ranAt);
        Assert.Equal(new Engine(bundle).Run("save50", pixels, 3), logits);
    }

    [Fact]
    public void A_budget_is_kept()
    {
        var bundle = Measured();
        var image = RandomTables.Bytes(new Random(2), bundle.Network.Input.Shape.Length);
        var powers = bundle.Points.Select(bundle.RelativePower).ToArray();
        var budget = (powers.Min() + powers.Max()) / 2;
        var mean = ReadmeExamples.Steer(new Engine(bundle), image, () => budget, 64);
        Assert.InRange(mean, powers.Min(), budget);
    }

    [Fact]
    public void Products_come_from_the_table()
    {
        var (x, w) = (RandomTables.Bytes(new Random(3), 2 * 9), RandomTables.Bytes(new Random(4), 3 * 9));
        var sums = ReadmeExamples.Multiply(Path.Combine(Folder(), "../../../data"), x, w, 2, 3, 9);
        var library = MultiplierLibrary.Load(DataFolder.File("evoapprox/mul8u.npz"));
        var table = library.Multipliers[library.IndexOf("mul8u_NGR")].Table;
        for (var i = 0; i < sums.Length; i++)
            Assert.Equal(Enumerable.Range(0, 9).Sum(k => table[x[i / 3 * 9 + k], w[i % 3 * 9 + k]]), sums[i]);
    }

    [Fact]
    public void A_network_of_ones_own_is_trained_and_another_one_does_not_replace_it()
    {
        var tiny = new TrainingOptions
        {
            Epochs = 1,
            ImagesPerEpoch = 256,
            Batch = 32,
            LearningRate = 0.01,
        };
        var experiment = new Experiment
        {
            Name = "own",
            Threads = 2,
            N = 2,
            TargetSavings = [0.3],
            Validation = 250,
            Baseline = tiny,
            Quantization = new QuantizationOptions
            {
                Epochs = 1,
                ImagesPerEpoch = 256,
                Batch = 32,
            },
            Robustness = new RobustnessOptions
            {
                Epochs = 1,
                ImagesPerEpoch = 256,
                Batch = 32,
            },
            Profile = new ProfileOptions { Fields = 32, Images = 32 },
            Retraining = new RetrainingOptions
            {
                Epochs = 1,
                ImagesPerEpoch = 256,
                Batch = 64,
                RecalibrationImages = 128,
            },
            Report = new ReportOptions { SweepPoints = 0 },
        };
        var outcome = ReadmeExamples.Train(experiment, folder);
        var bundle = Bundle.Load(outcome.BundlePath);
        Assert.Equal("small", bundle.Network.Name);
        Assert.Equal(["conv", "classifier"], bundle.Network.Layers.Select(l => l.Name));
        var message = Assert.Throws<Training.Pipeline.RunException>(() => Runs.RunPipeline.Execute(experiment, folder)).Message;
        Assert.Contains("it holds the results of another network (small there, resnet8 here)", message);
        var other = BuiltInNetworks.Create("lenet5", new Shape(3, 32, 32), 10, [0, 0, 0], [1, 1, 1]);
        message = Assert
            .Throws<ExperimentException>(() => Runs.RunPipeline.Execute(experiment, folder + "/x", network: other))
            .Message;
        Assert.Contains("lenet5 classifies images of 3×32×32 into 10 classes; those of fashion-mnist are of 1×28×28", message);
    }

    private static Bundle Measured()
    {
        var bundle = RandomBundles.Make(BuiltInNetworks.Create("lenet5", new Shape(1, 16, 18), 7, [0.3f], [0.4f]), seed: 41);
        // The names of README's examples for the points, by falling power.
        var names = new[] { "save50", "save80", "save90" };
        var points = bundle
            .Points.OrderByDescending(bundle.RelativePower)
            .Select((p, i) => p with { Name = names[i], ValidationTop1 = 0.9 - 0.1 * i })
            .ToList();
        return bundle.With(points, []);
    }

    private static string Section()
    {
        var text = new StringBuilder();
        string? title = null;
        var lines = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(Folder(), "../../../examples/csharp/ReadmeExamples.cs")))
        {
            if (line.Trim() == "// README: end")
            {
                text.Append(text.Length > 0 ? "\n" : "").Append("```csharp\n// ").Append(title).Append('\n');
                lines.ForEach(l => text.Append(l.Length > 8 ? l[8..] : "").Append('\n'));
                text.Append("```\n");
                (title, lines) = (null, []);
            }
            else if (line.Trim().StartsWith("// README: ", StringComparison.Ordinal))
                title = line.Trim()["// README: ".Length..];
            else if (title is not null)
                lines.Add(line);
        }
        return text.ToString();
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
