namespace QosNets.Cli.Progress;

/// <summary>Elapsed time of a stage and what is left of it, from its own speed so far.</summary>
internal sealed class StageClock(TimeProvider time)
{
    private const double LeastProgress = 0.01;
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(1);
    private long started = time.GetTimestamp();
    private (double Fraction, long Time)? first;

    /// <summary>Time since the stage began in this session.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(started);

    /// <summary>Begins a stage.</summary>
    public void Start()
    {
        started = time.GetTimestamp();
        first = null;
    }

    /// <summary>
    /// Time left at a fraction done, or null while too little is known. The speed is taken from the first fraction heard of,
    /// since a stage that goes on after a stop begins with work that another session did.
    /// </summary>
    public TimeSpan? Left(double fraction)
    {
        first ??= (fraction, time.GetTimestamp());
        var done = fraction - first.Value.Fraction;
        var taken = time.GetElapsedTime(first.Value.Time);
        return done < LeastProgress || taken < LeastTime ? null : taken * ((1 - fraction) / done);
    }
}
