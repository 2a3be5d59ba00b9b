using System.Diagnostics;

namespace QosNets.Server.Model;

/// <summary>An inference request in either form: it is counted in and out, its status and duration are measured.</summary>
internal static class InferCall
{
    /// <summary>Lets a request in, answers it and measures it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="answer">Reads, runs and answers the request; gives the HTTP status that stands for the answer.</param>
    /// <param name="left">Cancelled when the client leaves.</param>
    /// <exception cref="RequestException">There are too many requests at a time.</exception>
    public static async Task RunAsync(ServedModel model, Func<Task<int>> answer, CancellationToken left)
    {
        var (start, status) = (Stopwatch.GetTimestamp(), 0);
        try
        {
            model.Enter();
            try
            {
                status = await answer();
            }
            finally
            {
                model.Leave();
            }
        }
        catch (Exception e)
        {
            status = StatusOf(e, left);
            throw;
        }
        finally
        {
            var time = Stopwatch.GetElapsedTime(start);
            model.Metrics.Answered(status, time);
            if (status == StatusCodes.Status200OK)
                model.History.Answered(time);
        }
    }

    private static int StatusOf(Exception e, CancellationToken left) =>
        e switch
        {
            RequestException refused => refused.Status,
            BadHttpRequestException bad => bad.StatusCode,
            _ when left.IsCancellationRequested => StatusCodes.Status499ClientClosedRequest,
            _ => StatusCodes.Status500InternalServerError,
        };
}
