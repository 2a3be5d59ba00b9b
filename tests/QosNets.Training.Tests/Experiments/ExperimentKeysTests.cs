using System.Collections;
using System.Reflection;
using CsCheck;
using QosNets.Data;
using QosNets.Training.Experiments;
using Xunit;

namespace QosNets.Training.Tests.Experiments;

public sealed class ExperimentKeysTests : IDisposable
{
    private readonly ExperimentFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_option_of_the_records_has_exactly_one_key_and_every_key_sets_its_own_option()
    {
        var before = Flatten(new Experiment());
        var reached = new List<string>();
        foreach (var key in ExperimentKeys.All)
        {
            var after = Flatten(key.Set(new Experiment(), Other(key.Get(new Experiment()))));
            var changed = before.Keys.Where(k => !Same(before[k], after[k])).ToList();
            Assert.Equal(key.Path.Replace("_", ""), Assert.Single(changed).ToLowerInvariant());
            reached.AddRange(changed);
        }
        Assert.Equal(before.Keys.Order(), reached.Order());
    }

    [Fact]
    public void Every_default_passes_its_own_check() =>
        Assert.All(ExperimentKeys.All, key => Assert.Null(key.Kind.Check(key.Get(new Experiment()))));

    [Fact]
    public void Every_section_of_the_keys_is_described_once() =>
        Assert.Equal(ExperimentKeys.All.Select(k => k.Section).Distinct(), ExperimentKeys.Sections.Select(s => s.Section));

    [Fact]
    public void A_written_experiment_reads_back_to_the_same_values() =>
        Experiments()
            .Sample(
                experiment =>
                {
                    var written = ExperimentFile.Write(experiment);
                    var read = folder.Read(written);
                    foreach (var key in ExperimentKeys.All)
                        Assert.True(
                            Same(key.Get(experiment), key.Get(read)),
                            $"{key.Path}: {key.Kind.Write(key.Get(experiment))} became {key.Kind.Write(key.Get(read))}"
                        );
                    Assert.Equal(written, ExperimentFile.Write(read));
                },
                iter: 300,
                threads: 1
            );

    [Fact]
    public void Every_value_of_an_enumeration_has_a_word_of_its_own_and_no_word_is_lost()
    {
        Check<LearningRateSchedule>();
        Check<RangeMethod>();
        Check<ErrorSource>();
        Check<RetrainingVariant>();
        Check<GradientForm>();
        Check<HeadChoice>();
        Check<ImageFit>();
        static void Check<T>()
            where T : struct, Enum
        {
            Assert.Equal(Enum.GetValues<T>().Select(v => ExperimentWords.Of(v)), ExperimentWords.All<T>());
            Assert.Equal(Enum.GetValues<T>(), ExperimentWords.All<T>().Select(w => ExperimentWords.Value<T>(w)!.Value));
            Assert.Null(ExperimentWords.Value<T>("no such word"));
        }
    }

    [Fact]
    public void The_reference_page_is_in_step_with_the_code()
    {
        var file = RepositoryFile("docs/experiments.md");
        Assert.True(
            File.ReadAllText(file).ReplaceLineEndings("\n") == ExperimentReference.Markdown().ReplaceLineEndings("\n"),
            "docs/experiments.md is out of step; run: dotnet run -c Release --project src/QosNets.Cli -- reference > "
                + "docs/experiments.md"
        );
    }

    [Fact]
    public void Every_experiment_of_the_repository_can_be_read()
    {
        var files = Directory.GetFiles(RepositoryFile("experiments"), "*.toml");
        Assert.True(files.Length >= 6);
        foreach (var file in files)
        {
            // Those on data that is not in the repository leave its folder to the user.
            var text = File.ReadAllText(file);
            string[] data = text.Contains("--set data=FOLDER") || text.Contains("--data ") ? ["data=FOLDER"] : [];
            var experiment = ExperimentFile.Read(file, data);
            Assert.Equal(Path.GetFileNameWithoutExtension(file), experiment.Name);
        }
    }

    private static string RepositoryFile(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "QosNets.slnx")))
                return Path.Combine(folder.FullName, name);
        }
        throw new InvalidOperationException($"no repository above {AppContext.BaseDirectory}");
    }

    private static Gen<Experiment> Experiments()
    {
        var start = Gen.Const(new Experiment());
        var all = ExperimentKeys.All.Aggregate(
            start,
            (experiment, key) => Gen.Select(experiment, Values(key.Kind), (e, value) => key.Set(e, value))
        );
        return all.Select(Gen.Bool, (e, savings) => Consistent(e, savings));
    }

    // Values that each pass their own check can still contradict each other; this takes the contradictions out.
    private static Experiment Consistent(Experiment e, bool savings) =>
        e with
        {
            Name = "run-" + e.Seed,
            Data = "/data/set",
            Head = e.Network[0] == '/' ? e.Head : HeadChoice.Keep,
            Images = e.Images with { Mean = [.. e.Images.Std.Select(s => s / 2)] },
            TargetSavings = savings
                ? (e.TargetSavings.Count > 0 ? [.. e.TargetSavings.DistinctBy(t => $"{100 * t:0.##}")] : [0.5])
                : [],
            Scales = savings ? [] : (e.Scales.Count > 0 ? [.. e.Scales.DistinctBy(t => $"{t:0.###}")] : [0.3, 1]),
            Baseline = e.Baseline with { Schedule = LearningRateSchedule.Steps },
            Quantization = e.Quantization with { Schedule = LearningRateSchedule.Steps },
            Robustness = e.Robustness with { Schedule = LearningRateSchedule.Steps },
            Retraining = e.Retraining with
            {
                Milestones = [],
                Schedule = LearningRateSchedule.Cosine,
                WeightTuning = e.Retraining.WeightTuning && e.Retraining.Variant == RetrainingVariant.Joint,
                BiasCorrection = e.Retraining.BiasCorrection || e.Retraining.Collapse > 0,
            },
            Selection = e.Selection with
            {
                Include = [.. e.Selection.Include.Take(e.N)],
                Exclude = [],
                PowerCaps = [],
                Selector = savings ? e.Selection.Selector : "exact",
            },
        };

    private static Gen<object> Values(ValueKind kind) =>
        kind switch
        {
            PathKind => Text.Select(t =>
                (object)(t.Length == 0 ? "" : "/" + t.Replace("/", "").Replace("\0", "").Replace(".", ""))
            ),
            WordKind words => OneOf(words.Allowed.Split(", ")).Select(w => (object)w),
            ChoiceKind<LearningRateSchedule> => Any<LearningRateSchedule>(),
            ChoiceKind<RangeMethod> => Any<RangeMethod>(),
            ChoiceKind<ErrorSource> => Any<ErrorSource>(),
            ChoiceKind<RetrainingVariant> => Any<RetrainingVariant>(),
            ChoiceKind<GradientForm> => Any<GradientForm>(),
            ChoiceKind<BaselineTraining> => Any<BaselineTraining>(),
            ChoiceKind<ToleranceSource> => Any<ToleranceSource>(),
            ChoiceKind<HeadChoice> => Any<HeadChoice>(),
            ChoiceKind<ImageFit> => Any<ImageFit>(),
            NetworkKind => OneOf("resnet8", "lenet5", "/models/net.onnx", "/models/network.json").Select(n => (object)n),
            TextKind => Text.Select(t => (object)t),
            SwitchKind => Gen.Bool.Select(b => (object)b),
            WholeKind => Gen.OneOf(Gen.Int[0, 16], Gen.Int[0, 1_000_000_000])
                .Select(i => (object)i)
                .Where(v => kind.Check(v) is null),
            NumberKind => Numbers.Select(d => (object)d).Where(v => kind.Check(v) is null),
            ListKind<double> { Item: var item } list => Numbers
                .Where(d => item.Check(d) is null)
                .Array[0, 4]
                .Select(a => (object)a.Distinct().Order().ToList())
                .Where(v => list.Check(v) is null),
            ListKind<int> => Gen.Int[1, 1_000_000_000].Array[0, 4].Select(a => (object)a.Distinct().Order().ToList()),
            ListKind<string> { Item: var item } => Values(item)
                .Array[0, 4]
                .Select(a => (object)a.Cast<string>().Where(s => s.Length > 0).ToList()),
            _ => throw new InvalidOperationException($"no generator for {kind.GetType()}"),
        };

    private static Gen<object> Any<T>()
        where T : struct, Enum => OneOf(Enum.GetValues<T>()).Select(v => (object)v);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static readonly Gen<double> Numbers = Gen.OneOf(
        Gen.Double[0, 1],
        Gen.Double[50, 100],
        Gen.Double[1e-12, 1e-3],
        Gen.Double[1, 1e20]
    );

    private static readonly Gen<string> Text = Gen.OneOf(
            Gen.Char[' ', '~'],
            Gen.Char['\0', '\x1f'],
            Gen.Char['\x7f', '\xff'],
            OneOf('"', '\\', '\n', 'λ', '图')
        )
        .Array[0, 12]
        .Select(c => new string(c));

    private static object Other(object value) =>
        value switch
        {
            bool b => !b,
            int i => i + 1,
            double d => d + 1,
            string s => s + "x",
            Enum e => Enum.GetValues(e.GetType()).Cast<object>().First(v => !v.Equals(e)),
            IReadOnlyList<double> => new List<double> { 0.123 },
            IReadOnlyList<int> => new List<int> { 123 },
            IReadOnlyList<string> => new List<string> { "x" },
            _ => throw new InvalidOperationException($"no other value for {value.GetType()}"),
        };

    private static bool Same(object a, object b) =>
        a is IEnumerable x && b is IEnumerable y ? x.Cast<object>().SequenceEqual(y.Cast<object>()) : a.Equals(b);

    private static Dictionary<string, object> Flatten(object record, string prefix = "")
    {
        var values = new Dictionary<string, object>();
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var property in record.GetType().GetProperties(All).Where(p => p.CanWrite))
        {
            var value = property.GetValue(record)!;
            if (property.PropertyType.Assembly == typeof(Experiment).Assembly && value is not Enum)
            {
                foreach (var (name, inner) in Flatten(value, property.Name + "."))
                    values.Add(name, inner);
            }
            else
            {
                values.Add(prefix + property.Name, value);
            }
        }
        return values;
    }
}
