using QosNets.Hardware;
using QosNets.Reporting.Results;

namespace QosNets.Tests.Reporting;

/// <summary>
/// Made-up data of realistic size: 20 layers, 36 multipliers, 3 points. No figure in it was ever measured.
/// </summary>
internal static class ReportFixture
{
    public static ReportData Sample(string decoration = "")
    {
        var random = new Random(7);
        string Name(string plain) => plain + decoration;

        var layers = Layers(random, Name);
        var multipliers = Enumerable.Range(0, 36).Select(i => Name($"mul8u_{(i * 7919 % 4096) + 256:X3}")).ToArray();
        var powers = Enumerable.Range(0, 36).Select(i => Math.Round(0.391 * Math.Pow(0.9, i), 4)).ToArray();
        var errors = Errors(random, layers, multipliers, powers);
        int[] chosen = [1, 9, 16, 22];
        var assignments = new[] { 0, 1, 2 }
            .Select(point =>
                layers
                    .Select((l, i) => (l.Name, Multiplier: multipliers[chosen[Math.Min(3, point + (i * 5 % 3 == 0 ? 0 : 1))]]))
                    .ToDictionary(p => p.Name, p => p.Multiplier)
            )
            .ToArray();

        var results = new RunResults(
            Name("resnet20"),
            Name("cifar10"),
            10,
            10000,
            4,
            1,
            new Dictionary<string, string>
            {
                [Name("qosnets")] = Name("0.1.0"),
                ["dotnet"] = "10.0.1",
                ["libtorch"] = "2.10.0",
            },
            new MachineInfo(Name("A processor @ 2.10GHz"), 2, 2, 7.8, Name("Debian GNU/Linux 12"), Name("avx2")),
            new Accuracy(0.9167, 0.9971),
            new Accuracy(0.9120, 0.9969),
            new Accuracy(0.9138, 0.9970),
            [.. chosen.Select(c => multipliers[c])],
            [
                Point(Name("careful"), 0.9121, new Interval(-0.0009, 0.0043), 0.452, 0, assignments[0]),
                Point(Name("balanced"), 0.9074, new Interval(0.0031, 0.0097), 0.647, 0.0123, assignments[1]),
                Point(Name("thrifty"), 0.8992, new Interval(0.0102, 0.0190), 0.781, 0.0123, assignments[2]) with
                {
                    ValidationTop1 = 0.9012,
                    DominatedBy = Name("balanced"),
                    SameAs = Name("balanced"),
                },
            ],
            new SelectionResult(
                new KMeansSelection(
                    0.371,
                    [.. chosen.Select(c => multipliers[c])],
                    7,
                    2.41,
                    new MultiplierChoice(0.402, [multipliers[0], multipliers[9], multipliers[22]])
                ),
                new ExactSelection(0.373, [.. chosen.Select(c => multipliers[c])], true, 0, 48213, 0.084),
                [0.31, 0.94, 1.87]
            ),
            new ParameterOverhead(2772, 269722, 2772.0 / 269722, 2752),
            new Dictionary<string, double>
            {
                [Name("baseline")] = 9120,
                ["qat"] = 1810.4,
                ["noise search"] = 655.2,
                ["profile"] = 3.4,
                ["selection"] = 0.21,
                ["retraining"] = 1422,
                ["evaluation"] = 18.6,
            },
            [Name("One seed; the spread over seeds was not measured.")],
            Cascades:
            [
                new CascadeResult(
                    Name("thrifty"),
                    Name("careful"),
                    [
                        new CascadeThreshold(0.12f, 0.9061, 0.9055, 0.246, false, 0.048, 0.245, 0.9042),
                        new CascadeThreshold(0.41f, 0.9132, 0.9128, 0.285, true, 0.119, 0.284, 0.9119),
                    ]
                ),
                new CascadeResult(
                    Name("balanced"),
                    Name("careful"),
                    [new CascadeThreshold(0.33f, 0.9125, 0.9124, 0.41, true, 0.101, 0.408, 0.9117)]
                ),
            ],
            LeftOut: [new LeftOutPoint(Name("hopeless"), 0.97, 0.124)],
            Baselines:
            [
                new BaselineResult(
                    Name("repaired k-means"),
                    false,
                    [
                        new(Name("careful"), 0.41, 0.903, [multipliers[0]]),
                        new(Name("balanced"), 0.62, 0.889, [multipliers[0], multipliers[9]]),
                        new(Name("thrifty"), 0.74, 0.872, [multipliers[9]]),
                    ]
                ),
                new BaselineResult(
                    Name("repaired k-means"),
                    true,
                    [new(Name("careful"), 0.41, 0.91, [multipliers[0]], 0.9101, 0.0037, new Interval(0.0001, 0.0073))]
                ),
            ],
            Energy: [.. Enum.GetValues<Dataflow>().Select(d => Energy(d, Name))],
            Costs:
            [
                Cost("power", [0.452, 0.647, 0.781], assignments),
                Cost("area", [0.423, 0.615, 0.744], [assignments[1], assignments[1], assignments[2]]),
                Cost("luts", [], []) with
                {
                    Unreachable = Name("a saving of 70 % is out of reach"),
                },
            ]
        );

        return new ReportData(
            results,
            layers,
            errors,
            Curves(random, Name),
            [
                .. Enumerable
                    .Range(0, 24)
                    .Select(i => new PlotPoint(
                        Name($"scale {i}"),
                        0.25 + (0.025 * i),
                        0.913 - (0.00009 * i * i) - (i > 20 ? 0.2 : 0) - (0.004 * random.NextDouble())
                    )),
            ],
            [.. chosen.Select(c => new ErrorMapReport(multipliers[c], powers[c], false, ErrorMap(c)))],
            [
                new(Name("experiment"), Name("experiments/resnet20-cifar10.toml")),
                new("training.batch", "128"),
                new("training.seed", "1"),
                new("noise.lambda", "0.2"),
                new("noise.sigma_max", "0.075"),
                new("selection.n", "4"),
                new("data.folder", "/data/cifar10"),
            ],
            [
                new ComparisonRun(
                    Name("plain method of the papers"),
                    Name("qosnets run experiments/resnet20-plain.toml"),
                    [
                        new(Name("careful"), 0.310, 0.9089, 0.0031),
                        new(Name("balanced"), 0.472, 0.8991, 0.0129),
                        new(Name("thrifty"), 0.563, 0.8862, 0.0258),
                    ],
                    0.9120
                ),
            ]
        );
    }

    private static CostResult Cost(string cost, double[] savings, Dictionary<string, string>[] assignments)
    {
        string[] names = ["careful", "balanced", "thrifty"];
        return new CostResult(
            cost,
            [.. assignments.SelectMany(a => a.Values).Distinct()],
            [.. savings.Select((s, p) => new CostPointResult(names[p], s, s + 0.01, assignments[p]))],
            [.. names.Select(n => new DeliveredSaving(n, 0.4))]
        );
    }

    private static EnergyResult Energy(Dataflow dataflow, Func<string, string> name)
    {
        static EnergyParts Parts(double multiplications) =>
            new(multiplications, 4.1e6, 0.3e6, 3.2e6, 0.4e6, 5.5e6, 1.9e6, 0.5e6, 0.7e6);
        var exact = Parts(8.2e6);
        PointEnergyResult Of(string point, double saving) =>
            new(name(point), saving, saving * 8.2e6 / exact.Total, Parts(8.2e6 * (1 - saving)));
        return new EnergyResult(
            EnergyResult.NameOf(dataflow),
            22,
            exact,
            [Of("careful", 0.452), Of("balanced", 0.647), Of("thrifty", 0.781)]
        );
    }

    private static OperatingPointResult Point(
        string name,
        double top1,
        Interval interval,
        double saving,
        double correction,
        Dictionary<string, string> assignment
    ) =>
        new(name, top1, 0.995, Math.Round(0.9138 - top1, 4), interval, saving, Math.Round(1 - saving, 4), correction, assignment);

    private static LayerReport[] Layers(Random random, Func<string, string> name)
    {
        var layers = new List<LayerReport>();
        for (var i = 0; i < 20; i++)
        {
            var stage = Math.Clamp((i - 1) / 6, 0, 2);
            var (label, fanIn) = i switch
            {
                0 => ("stem", 27),
                19 => ("linear", 64),
                _ => ($"stage{stage + 1}.block{((i - 1) % 6 / 2) + 1}.conv{((i - 1) % 2) + 1}", 144 << stage),
            };
            var sigma = 0.004 + (0.07 * random.NextDouble());
            var deviation = 3000 * Math.Sqrt(fanIn) * (0.5 + random.NextDouble());
            var multiplications = i switch
            {
                0 => 442368,
                19 => 640,
                _ => 2359296 >> (i % 6 == 1 && stage > 0 ? 1 : 0),
            };
            layers.Add(new(name(label), multiplications, fanIn, sigma, deviation, sigma * deviation, i == 0 ? 121 : 0));
        }
        return [.. layers];
    }

    private static ErrorTable Errors(Random random, LayerReport[] layers, string[] multipliers, double[] powers)
    {
        var predicted = new double[layers.Length, multipliers.Length];
        var measured = new double[layers.Length, multipliers.Length];
        for (var l = 0; l < layers.Length; l++)
        {
            // Column 0 is the exact multiplier and stays without error.
            for (var m = 1; m < multipliers.Length; m++)
            {
                predicted[l, m] = 2 * Math.Sqrt(layers[l].FanIn) * Math.Pow(1.25, m) * (0.6 + random.NextDouble());
                measured[l, m] = predicted[l, m] * Math.Exp(0.25 * (random.NextDouble() - 0.4));
            }
        }
        measured[0, 30] *= 2.6;
        return new ErrorTable(multipliers, powers, predicted, measured);
    }

    private static TrainingCurve[] Curves(Random random, Func<string, string> name)
    {
        TrainingCurve Curve(string stage, int epochs, double first, double last, double low, double high, int lines) =>
            new(
                name(stage),
                [
                    .. Enumerable
                        .Range(1, epochs)
                        .Select(e => new EpochRecord(
                            e,
                            last + ((first - last) * Math.Exp(-5.0 * e / epochs)) + (0.02 * random.NextDouble()),
                            [
                                .. Enumerable
                                    .Range(0, lines)
                                    .Select(i =>
                                        high
                                        - (0.008 * i)
                                        - ((high - low) * Math.Exp(-6.0 * e / epochs))
                                        - (0.004 * random.NextDouble())
                                    ),
                            ]
                        )),
                ]
            );
        return
        [
            Curve("baseline", 180, 1.6, 0.02, 0.45, 0.918, 1),
            Curve("qat", 30, 0.11, 0.05, 0.890, 0.912, 1),
            Curve("noise search", 10, 0.31, 0.16, 0.87, 0.899, 1),
            Curve("retraining", 10, 0.42, 0.14, 0.86, 0.913, 3),
        ];
    }

    private static int[] ErrorMap(int truncatedBits)
    {
        var errors = new int[65536];
        var mask = (1 << (truncatedBits / 3)) - 1;
        for (var a = 0; a < 256; a++)
        {
            for (var b = 0; b < 256; b++)
                errors[(a * 256) + b] = (((a & ~mask) | (mask / 2)) * ((b & ~mask) | (mask / 2))) - (a * b) - (a * b & mask);
        }
        return errors;
    }
}
