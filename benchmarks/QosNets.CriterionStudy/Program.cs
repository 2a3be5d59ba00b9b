using System.Globalization;
using QosNets.CriterionStudy;

if (args is ["times"])
{
    SelectionTimes.Print();
    return 0;
}

if (args is ["rounding", var rounded, var runFolder])
{
    RoundingStudy.Print(rounded, runFolder);
    return 0;
}

// How well do criteria of selection rank sets of multipliers by their loss after retraining? docs/criterion.md has the answer.
if (args is not [var experiment, var folder, var count] || !int.TryParse(count, CultureInfo.InvariantCulture, out var sets))
{
    Console.Error.WriteLine(
        "usage: QosNets.CriterionStudy EXPERIMENT.toml FOLDER SETS (a stopped study goes on where it was), "
            + "rounding EXPERIMENT.toml FOLDER, or times"
    );
    return 2;
}
var study = new Study(experiment, folder);
var trials = study.Run(sets);
Console.WriteLine(CorrelationTable.Of(trials));
return 0;
