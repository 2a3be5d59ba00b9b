using System.ComponentModel;
using System.Diagnostics;
using QosNets.Sweeps.Files;

namespace QosNets.Sweeps.Slurm;

/// <summary>A cluster's queue.</summary>
internal interface ISlurmQueue
{
    /// <summary>Submits a script; gives the job's number.</summary>
    /// <param name="script">Path of the script.</param>
    /// <param name="after">A job that must have ended before, however it ended; null for none.</param>
    /// <exception cref="SweepException">The cluster refuses it, or there is none.</exception>
    string Submit(string script, string? after);

    /// <summary>Which of these jobs are still queued or at work.</summary>
    /// <param name="jobs">Numbers of jobs.</param>
    /// <exception cref="SweepException">The cluster does not answer, or there is none.</exception>
    IReadOnlyList<string> Open(IReadOnlyList<string> jobs);
}

/// <summary>The queue behind <c>sbatch</c> and <c>squeue</c>.</summary>
internal sealed class SlurmQueue : ISlurmQueue
{
    /// <inheritdoc/>
    public string Submit(string script, string? after)
    {
        string[] dependency = after is null ? [] : [$"--dependency=afterany:{after}"];
        // On clusters of several the number is followed by the cluster's name.
        return Run("sbatch", ["--parsable", .. dependency, script]).Trim().Split(';')[0];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Open(IReadOnlyList<string> jobs) =>
        [
            .. Run("squeue", ["--noheader", "--me", "--format=%A %F"])
                .Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries)
                .Distinct()
                .Intersect(jobs),
        ];

    private static string Run(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new SweepException(
                    $"{program}: {errors.Result.Trim().ReplaceLineEndings(" ")}; exit code {process.ExitCode}"
                );
            return output;
        }
        catch (Win32Exception e)
        {
            throw new SweepException(
                $"{program} cannot be started ({e.Message}); run this on a machine of a Slurm cluster, or without --slurm",
                e
            );
        }
    }
}
