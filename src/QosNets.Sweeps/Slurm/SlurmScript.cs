using System.Globalization;
using System.Text;
using QosNets.Sweeps.Files;

namespace QosNets.Sweeps.Slurm;

/// <summary>Batch scripts of job arrays.</summary>
internal static class SlurmScript
{
    // Seconds between the signal and the time limit: an epoch's checkpoint is written within.
    private const int Notice = 60;

    /// <summary>
    /// The script of a level. A task that reaches its time limit stops where it can go on and is queued again; one that the
    /// cluster takes off its node is queued again as well.
    /// </summary>
    /// <param name="sweep">Name of the sweep.</param>
    /// <param name="level">The level.</param>
    /// <param name="command">Program and arguments that a task's arguments follow.</param>
    /// <param name="tasks">The file with the arguments of the tasks, a line each, as a shell reads them.</param>
    /// <param name="logs">Folder of the logs.</param>
    /// <param name="options">What a job asks for.</param>
    public static string Array(
        string sweep,
        SlurmLevel level,
        IReadOnlyList<string> command,
        string tasks,
        string logs,
        SlurmOptions options
    )
    {
        var limit = options.AtOnce > 0 ? string.Create(CultureInfo.InvariantCulture, $"%{options.AtOnce}") : "";
        var script = Head($"{sweep}-{level.Name}", Path.Combine(logs, $"slurm-{level.Name}-%a.log"), options);
        script.Append(CultureInfo.InvariantCulture, $"#SBATCH --array=0-{level.Tasks.Count - 1}{limit}\n");
        script.Append(CultureInfo.InvariantCulture, $"#SBATCH --signal=B:TERM@{Notice}\n");
        script.Append(
            CultureInfo.InvariantCulture,
            $$"""
            #SBATCH --requeue
            eval "set -- $(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" {{Quote(tasks)}})"
            {{Line(command)}} "$@" &
            child=$!
            trap 'kill -TERM "$child"' TERM
            code=0
            wait "$child" || code=$?
            # A signal ends the wait before the program has ended.
            while kill -0 "$child" 2>/dev/null; do code=0; wait "$child" || code=$?; done
            if [ "$code" -eq 130 ]; then
                echo "stopped before the time limit; queued again"
                scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
            fi
            exit "$code"

            """
        );
        return script.ToString();
    }

    /// <summary>The script of a job that runs one command.</summary>
    public static string Single(string name, IReadOnlyList<string> command, string logs, SlurmOptions options) =>
        Head(name, Path.Combine(logs, "slurm-collect.log"), options).Append(Line(command)).Append('\n').ToString();

    /// <summary>Words as one line that a shell reads back as these words.</summary>
    public static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static StringBuilder Head(string name, string log, SlurmOptions options)
    {
        var script = new StringBuilder("#!/bin/sh\n");
        void Add(string option, string value)
        {
            if (value.Length > 0)
                script.Append("#SBATCH --").Append(option).Append('=').Append(value).Append('\n');
        }
        Add("job-name", name);
        Add("output", Quote(log));
        Add("open-mode", "append");
        Add("partition", options.Partition);
        Add("account", options.Account);
        Add("time", options.Time);
        Add("mem", options.Memory);
        Add("cpus-per-task", options.Cpus.ToString(CultureInfo.InvariantCulture));
        return script;
    }

    private static string Quote(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '%' or '+' or '=' or ':')
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
