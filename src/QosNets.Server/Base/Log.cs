namespace QosNets.Server.Base;

/// <summary>All that the server logs.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1,
        LogLevel.Information,
        "Serving {Model} ({Network} for {Dataset}, {Points} operating points) on {Addresses}"
    )]
    public static partial void Started(
        ILogger logger,
        string model,
        string network,
        string dataset,
        int points,
        string addresses
    );

    [LoggerMessage(2, LogLevel.Information, "Stopping: {Active} requests are still to be answered")]
    public static partial void Stopping(ILogger logger, int active);

    [LoggerMessage(3, LogLevel.Information, "Operating point {Point} fixed by {Client}")]
    public static partial void PointFixed(ILogger logger, string point, string client);

    [LoggerMessage(10, LogLevel.Information, "Cascade {Points} fixed by {Client}")]
    public static partial void CascadeFixed(ILogger logger, string points, string client);

    [LoggerMessage(4, LogLevel.Information, "Budget {Budget} set by {Client}")]
    public static partial void BudgetSet(ILogger logger, double budget, string client);

    [LoggerMessage(
        5,
        LogLevel.Warning,
        "Changes of operating point and budget are refused: the server is reached from outside and no key was given"
    )]
    public static partial void NoKey(ILogger logger);

    [LoggerMessage(6, LogLevel.Warning, "Refused a change by {Client}: {Reason}")]
    public static partial void ChangeRefused(ILogger logger, string client, string reason);

    [LoggerMessage(7, LogLevel.Debug, "{Method} {Path} refused with {Status}: {Reason}")]
    public static partial void Refused(ILogger logger, string method, string path, int status, string reason);

    [LoggerMessage(8, LogLevel.Error, "A batch failed")]
    public static partial void BatchFailed(ILogger logger, Exception exception);

    [LoggerMessage(9, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string path);
}
