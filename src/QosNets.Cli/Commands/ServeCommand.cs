using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QosNets.Bundles;
using QosNets.Cli.Shell;
using QosNets.Control;
using QosNets.Kernels;
using QosNets.Server;
using QosNets.Server.Base;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets serve</c>: a bundle over HTTP.</summary>
internal static class ServeCommand
{
    private const string KeyVariable = "QOSNETS_KEY";

    private static readonly ServeOptions Defaults = new() { Name = "" };

    private static readonly Option<string[]> Urls = new("--urls")
    {
        Description = "Where to listen; several addresses are separated by semicolons. Loopback by default.",
        HelpName = "URL",
        DefaultValueFactory = _ => [.. Defaults.Urls],
    };

    private static readonly Option<string[]> GrpcUrls = new("--grpc-urls")
    {
        Description = "Where to listen for gRPC, which needs ports of its own; nowhere by default. Same rules as --urls.",
        HelpName = "URL",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> Name = new("--name")
    {
        Description = "Name of the model in paths; the file's name without its ending by default.",
        HelpName = "NAME",
    };
    private static readonly Option<string?> Key = new("--key")
    {
        Description = $"The key that changes of point or budget must carry; better in the environment, {KeyVariable}.",
        HelpName = "KEY",
    };
    private static readonly Option<string> Governor = new("--governor")
    {
        Description = $"What chooses the operating point from the budget: {string.Join(", ", Governors.Names)}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Defaults.Governor,
    };

    private static readonly Option<double> Budget = new("--budget")
    {
        Description = "Mean relative power that is permitted at first, 0 to 1.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => Defaults.Budget,
    };
    private static readonly Option<int> MaxBatch = Number(
        "--max-batch",
        Defaults.MaxBatch,
        "Images that run together at most, and that one request may hold."
    );
    private static readonly Option<double> LatencyLimit = new("--latency-limit")
    {
        Description = "Milliseconds that a request may wait for others to run with.",
        HelpName = "MS",
        DefaultValueFactory = _ => Defaults.LatencyLimit.TotalMilliseconds,
    };

    private static readonly Option<int> Workers = Number("--workers", Defaults.Workers, "Batches that run at a time.");
    private static readonly Option<int> Queue = Number("--queue", Defaults.MaxQueue, "Images that may wait.");
    private static readonly Option<int> MaxRequests = Number(
        "--max-requests",
        Defaults.MaxRequests,
        "Inference requests that may be read or answered at a time."
    );
    private static readonly Option<int> MaxConnections = Number(
        "--max-connections",
        Defaults.MaxConnections,
        "Open connections."
    );
    private static readonly Option<long?> MaxBytes = new("--max-request-bytes")
    {
        Description = "Size of a request; what the largest batch takes as JSON by default.",
        HelpName = "N",
    };
    private static readonly Option<int> Drain = Number(
        "--drain",
        (int)Defaults.DrainTimeout.TotalSeconds,
        "Seconds that a shutdown waits for the requests that were accepted."
    );
    private static readonly Option<string> LogFormat = new("--log")
    {
        Description = "Form of the log on standard error: text or json.",
        HelpName = "FORM",
        DefaultValueFactory = _ => "text",
    };
    private static readonly Option<LogLevel> LogFrom = new("--log-level")
    {
        Description = "Least level that is logged.",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => LogLevel.Information,
    };

    public static Command Create()
    {
        var file = Arguments.File("BUNDLE", "The bundle (.qosnet).");
        LogFormat.AcceptOnlyFromAmong("text", "json");
        var command = new CommandWithExamples(
            "serve",
            "Serve a bundle over HTTP: inference (Open Inference Protocol), operating point, budget, metrics, live page. "
                + "docs/serving.md explains it.",
            "qosnets serve runs/fashion-resnet8/fashion-resnet8.qosnet",
            "QOSNETS_KEY=a-long-secret qosnets serve runs/fashion-resnet8/fashion-resnet8.qosnet --urls http://0.0.0.0:8080 "
                + "--name fashion"
        )
        {
            file,
            Urls,
            GrpcUrls,
            Name,
            Key,
            Governor,
            Budget,
            MaxBatch,
            LatencyLimit,
            Workers,
            Queue,
            MaxRequests,
            MaxConnections,
            MaxBytes,
            Drain,
            LogFormat,
            LogFrom,
        };
        command.SetAction((parse, stop) => ServeAsync(parse.GetRequiredValue(file), parse, stop));
        return command;
    }

    private static async Task<int> ServeAsync(string file, ParseResult parse, CancellationToken stop)
    {
        var bundle = Bundle.Load(file);
        var options = Options(file, parse);
        // Workers already keep the processors busy; threads within a batch would only get in each other's way.
        if (Environment.GetEnvironmentVariable(KernelOptions.ThreadsVariable) is null)
            KernelOptions.Threads = Math.Max(1, Environment.ProcessorCount / Math.Max(1, options.Workers));
        // Asked before anything listens: a wrong QOSNETS_THREADS must end the start and not every request.
        _ = KernelOptions.Threads;
        await using var server = new QosServer(bundle, options, logging => Logging(logging, parse));
        await server.StartAsync(stop);
        var output = parse.InvocationConfiguration.Output;
        foreach (var address in server.Addresses)
            await output.WriteLineAsync(
                $"{options.Name} on {address}/v2/models/{options.Name}, live page on {address}/; Ctrl-C stops"
            );
        foreach (var address in server.GrpcAddresses)
            await output.WriteLineAsync($"{options.Name} by gRPC on {address}");
        await server.RunUntilStoppedAsync(stop);
        return ExitCode.Success;
    }

    private static ServeOptions Options(string file, ParseResult parse) =>
        new()
        {
            Urls = Addresses(parse, Urls),
            GrpcUrls = Addresses(parse, GrpcUrls),
            Name = parse.GetValue(Name) ?? Path.GetFileNameWithoutExtension(file),
            Key = parse.GetValue(Key) ?? Environment.GetEnvironmentVariable(KeyVariable),
            Governor = parse.GetRequiredValue(Governor),
            Budget = parse.GetValue(Budget),
            MaxBatch = parse.GetValue(MaxBatch),
            LatencyLimit = TimeSpan.FromMilliseconds(parse.GetValue(LatencyLimit)),
            Workers = parse.GetValue(Workers),
            MaxQueue = parse.GetValue(Queue),
            MaxRequests = parse.GetValue(MaxRequests),
            MaxConnections = parse.GetValue(MaxConnections),
            MaxRequestBytes = parse.GetValue(MaxBytes),
            DrainTimeout = TimeSpan.FromSeconds(parse.GetValue(Drain)),
        };

    private static string[] Addresses(ParseResult parse, Option<string[]> option) =>
        [.. parse.GetRequiredValue(option).SelectMany(u => u.Split(';', StringSplitOptions.RemoveEmptyEntries))];

    private static void Logging(ILoggingBuilder logging, ParseResult parse)
    {
        logging.SetMinimumLevel(parse.GetValue(LogFrom));
        if (parse.GetValue(LogFormat) == "json")
            logging.AddJsonConsole(json => json.TimestampFormat = "o");
        else
            logging.AddSimpleConsole(text => (text.SingleLine, text.TimestampFormat) = (true, "yyyy-MM-dd HH:mm:ss "));
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
    }

    private static Option<int> Number(string name, int value, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => value,
        };
}
