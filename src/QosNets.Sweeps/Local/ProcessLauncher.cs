using System.Diagnostics;
using QosNets.Sweeps.Plans;

namespace QosNets.Sweeps.Local;

/// <summary>Runs as processes of their own: what fails in one, or takes its memory, leaves the others alone.</summary>
/// <param name="command">
/// Program and arguments that a run's own arguments follow: <c>EXPERIMENT --out FOLDER --stages FOLDER --stop-with-input</c>.
/// </param>
internal sealed class ProcessLauncher(IReadOnlyList<string> command) : IRunLauncher
{
    /// <inheritdoc/>
    public IStartedRun Start(PlannedRun run, SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            folder.ExperimentOf(run.Run),
            "--out",
            folder.RunOf(run.Run),
            "--stages",
            folder.Stages,
            "--stop-with-input",
        ];
        foreach (var argument in command.Skip(1).Concat(arguments))
            start.ArgumentList.Add(argument);
        return new StartedProcess(Process.Start(start)!, folder.LogOf(run.Run));
    }

    private sealed class StartedProcess : IStartedRun
    {
        private readonly Process process;
        private readonly Lock gate = new();
        private readonly StreamWriter log;

        public StartedProcess(Process process, string logPath)
        {
            this.process = process;
            log = new StreamWriter(new FileStream(logPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
            {
                AutoFlush = true,
            };
            process.OutputDataReceived += (_, line) => Take(line.Data, error: false);
            process.ErrorDataReceived += (_, line) => Take(line.Data, error: true);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            End = WaitAsync();
        }

        public Task<int> End { get; }

        public string LastLine { get; private set; } = "";

        public string LastError { get; private set; } = "";

        public long PeakBytes
        {
            get
            {
                try
                {
                    process.Refresh();
                    return process.HasExited ? 0 : process.PeakWorkingSet64;
                }
                catch (InvalidOperationException)
                {
                    // It ended between the two questions.
                    return 0;
                }
            }
        }

        public void Stop()
        {
            try
            {
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It has ended, and its pipe with it.
            }
        }

        public void Kill() => process.Kill(entireProcessTree: true);

        public void Dispose()
        {
            process.Dispose();
            log.Dispose();
        }

        private async Task<int> WaitAsync()
        {
            await process.WaitForExitAsync().ConfigureAwait(false);
            return process.ExitCode;
        }

        private void Take(string? line, bool error)
        {
            if (line is null)
                return;
            lock (gate)
            {
                log.WriteLine(line);
                if (line.Length == 0)
                    return;
                if (error)
                    // What follows the message is advice and traces.
                    LastError = LastError.Length == 0 || line.StartsWith("error:", StringComparison.Ordinal) ? line : LastError;
                else
                    LastLine = line;
            }
        }
    }
}
