using System.Collections;
using System.Reflection;
using QosNets.Data;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Stages;
using QosNets.Training.Tests.Torch;
using Xunit;

namespace QosNets.Training.Tests.Pipeline;

[Collection(TorchCollection.Name)]
public sealed class StageInputTests
{
    private static readonly RunContext Run = Small.Run(Small.Network(Small.Images()), Small.Images());

    // Tolerances come from one of two stages, and each has keys that the other does not read.
    private static readonly RunContext NoiseSearch = Small.Run(Run.Network, Run.Set, Small.WithNoiseSearch, Run.Library);

    // Keys that no stage reads, and who reads them instead.
    private static readonly string[] OfTheRunItself =
    [
        "name", // names the folder and the bundle's copy
        "network", // a stage has its graph
        "head", // a stage has its graph
        "images.size", // a stage has its images
        "images.fit",
        "images.grey",
        "images.mean", // a stage has its graph, which normalises
        "images.std",
        "images.bgr",
        "images.skip_damaged",
        "data", // a stage has its images
        "library", // a stage has its multipliers
        "cost", // a stage has its multipliers with their costs
        "report.compare", // only the report shows other runs
    ];

    public static TheoryData<string> Stages =>
        [.. RunStages.Of(Run).InOrder.Select(s => s.Name).Append(RunStages.Of(NoiseSearch).InOrder[2].Name)];

    [Theory]
    [MemberData(nameof(Stages))]
    public void Every_value_that_a_stage_can_read_is_in_its_key(string name)
    {
        var stage = RunStages.Of(Run).InOrder.Concat(RunStages.Of(NoiseSearch).InOrder).First(s => s.Name == name);
        var inputs = InputsOf(stage);
        var key = StageKey.Of(name, stage.Revision, inputs);
        Assert.Equal(stage.Key, key);
        var values = 0;
        foreach (var other in Changed(inputs))
        {
            values++;
            Assert.NotEqual(key, StageKey.Of(name, stage.Revision, other.Value));
        }
        Assert.True(values >= 2, $"{name}: {values} values were changed");
    }

    [Fact]
    public void A_stage_is_given_its_inputs_and_nothing_else()
    {
        foreach (var type in typeof(Stage).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Stage)) && !t.IsAbstract))
        {
            var constructor = Assert.Single(type.GetConstructors());
            var inputs = Assert.Single(constructor.GetParameters()).ParameterType;
            Assert.Equal(type.Name.Replace("Stage", "Inputs", StringComparison.Ordinal), inputs.Name);
        }
    }

    [Fact]
    public void Name_and_revision_of_a_stage_are_in_its_key()
    {
        var inputs = InputsOf(RunStages.Of(Run).InOrder[0]);
        Assert.NotEqual(StageKey.Of("a", 1, inputs), StageKey.Of("b", 1, inputs));
        Assert.NotEqual(StageKey.Of("a", 1, inputs), StageKey.Of("a", 2, inputs));
    }

    [Fact]
    public void Every_key_of_an_experiment_changes_a_stage_unless_it_belongs_to_the_run_itself()
    {
        foreach (var key in ExperimentKeys.All)
        {
            var run = key.Section == "robustness" ? NoiseSearch : Run;
            var value = key.Get(run.Experiment);
            var other = Other(value, value.GetType());
            var unchanged = Keys(run).SequenceEqual(Keys(With(experiment: key.Set(run.Experiment, other))));
            Assert.True(
                unchanged == OfTheRunItself.Contains(key.Path),
                $"{key.Path} from {value} to {other}: {(unchanged ? "no stage notices" : "a stage reads it")}"
            );
        }
    }

    [Fact]
    public void Names_of_classes_change_the_bundle_and_pixels_change_everything()
    {
        var names = Run.Set.ClassNames.Select(n => n + "!").ToList();
        Assert.Equal(["bundle", "evaluation"], Differing(With(Run.Set with { ClassNames = names })));

        var pixels = Small.Images(seed: 7);
        var all = RunStages.Of(Run).InOrder.Select(s => s.Name);
        Assert.Equal(all, Differing(With(pixels)));
        Assert.Equal(["evaluation"], Differing(With(Run.Set with { Test = pixels.Test })));
        Assert.Equal(
            ["errors", "selection", "refinement", "retraining", "validation", "baselines", "bundle", "evaluation"],
            Differing(With(library: "other"))
        );
    }

    private static RunContext With(DataSet? set = null, Experiment? experiment = null, string library = "library") =>
        Small.Run(Run.Network, set ?? Run.Set, experiment ?? Run.Experiment, Run.Library, library);

    private static IEnumerable<string> Differing(RunContext other) =>
        RunStages
            .Of(Run)
            .InOrder.Zip(RunStages.Of(other).InOrder)
            .Where(p => p.First.Key != p.Second.Key)
            .Select(p => p.First.Name);

    private static List<string> Keys(RunContext run) => [.. RunStages.Of(run).InOrder.Select(s => s.Key)];

    private static object InputsOf(Stage stage) =>
        stage.GetType().GetProperty("Inputs", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(stage)!;

    /// <summary>The record with one value changed, for every value that it and the records in it hold.</summary>
    private static IEnumerable<(string Path, object Value)> Changed(object record)
    {
        foreach (var property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // A stage that a run leaves out is null.
            var value = property.GetValue(record);
            if (!property.CanWrite || property.Name == nameof(Keyed<>.Value) || value is null or Stage)
                continue;
            var others = IsRecord(value.GetType()) ? Changed(value) : [(property.Name, Other(value, property.PropertyType))];
            foreach (var (path, other) in others)
            {
                var copy = record.GetType().GetMethod("<Clone>$")!.Invoke(record, [])!;
                property.SetValue(copy, other);
                yield return ($"{property.Name}/{path}", copy);
            }
        }
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static object Other(object value, Type type) =>
        value switch
        {
            bool b => !b,
            int i => i + 1,
            double d => d + 0.125,
            string s => s + "x",
            Enum e => Enum.GetValues(e.GetType()).Cast<object>().First(v => !v.Equals(e)),
            IEnumerable<double> list => list.Append(0.125).ToList(),
            IEnumerable<int> list => list.Append(1).ToList(),
            IEnumerable<string> list => list.Append("x").ToList(),
            IEnumerable list => throw new NotSupportedException($"a list of {list.GetType()} as {type}"),
            _ => throw new NotSupportedException($"{type} among the inputs of a stage"),
        };
}
