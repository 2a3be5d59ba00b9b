namespace QosNets.Cli.Shell;

/// <summary>Asks the work to stop when standard input ends, as it does when the process that started this one is gone.</summary>
internal static class InputEnd
{
    /// <summary>Listens on a thread of its own, which does not keep the process alive.</summary>
    /// <param name="stop">Asked to stop.</param>
    public static void Watch(StopSignal stop)
    {
        var input = Console.OpenStandardInput();
        new Thread(() =>
        {
            Span<byte> ignored = stackalloc byte[256];
            while (input.Read(ignored) > 0) { }
            stop.Terminate();
        })
        {
            IsBackground = true,
            Name = "input",
        }.Start();
    }
}
