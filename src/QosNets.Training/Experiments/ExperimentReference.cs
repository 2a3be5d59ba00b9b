using System.Text;

namespace QosNets.Training.Experiments;

/// <summary>The reference of keys as Markdown, docs/experiments.md.</summary>
internal static class ExperimentReference
{
    /// <summary>The whole page, made from the table of keys and the defaults of <see cref="Experiment"/>.</summary>
    public static string Markdown()
    {
        var page = new StringBuilder(
            """
            # Experiment files

            An experiment is a TOML file; `qosnets run FILE.toml` runs it, and `--set KEY=VALUE` (dotted keys, for example
            `--set retraining.epochs=2`) replaces single values. A key that is left out has the default given here. Unknown keys
            and impossible values are errors that name the line. Relative paths are relative to the file's folder where they exist
            there, else to the current directory; with `--set` always to the current directory. The resolved configuration is
            saved with each run.

            This page is generated from the code: `dotnet run -c Release --project src/QosNets.Cli -- reference > docs/experiments.md`.

            """
        );
        var defaults = new Experiment();
        foreach (var (section, summary) in ExperimentKeys.Sections)
        {
            page.Append("\n## ")
                .Append(section.Length == 0 ? "Top" : $"[{section}]")
                .Append("\n\n")
                .Append(summary)
                .Append("\n\n");
            page.Append("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
            foreach (var key in ExperimentKeys.All.Where(k => k.Section == section))
            {
                page.Append("| `")
                    .Append(key.Name)
                    .Append("` | ")
                    .Append(key.Kind.Describe())
                    .Append(" | `")
                    .Append(key.Kind.Write(key.Get(defaults)))
                    .Append("` | ")
                    .Append(key.Summary)
                    .Append(" |\n");
            }
        }
        return page.ToString();
    }
}
