using QosNets.Server.Protocol;

namespace QosNets.Server.Http;

/// <summary>Whatever goes wrong with a request, its client gets a status and one line of JSON that says why.</summary>
internal static class Errors
{
    /// <summary>Calls the next handler and answers for what it throws or leaves unanswered.</summary>
    public static async Task Handle(HttpContext context, RequestDelegate next, ILogger logger)
    {
        var request = context.Request;
        try
        {
            await next(context);
            // Routing says only by its status that there is no such path or method.
            if (
                !context.Response.HasStarted
                && context.Response.ContentLength is null
                && context.Response.StatusCode is 404 or 405
            )
                await AnswerAsync(
                    context,
                    context.Response.StatusCode,
                    $"there is no {request.Method} {request.Path}; docs/serving.md lists what there is"
                );
        }
        catch (RequestException e)
        {
            Log.Refused(logger, request.Method, request.Path, e.Status, e.Message);
            if (e.RetryAfter is { } seconds)
                context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (e.Status == StatusCodes.Status415UnsupportedMediaType)
                context.Response.Headers.AcceptEncoding = ContentCoding.Accepted;
            await AnswerAsync(context, e.Status, e.Message);
        }
        catch (BadHttpRequestException e)
        {
            Log.Refused(logger, request.Method, request.Path, e.StatusCode, e.Message);
            await AnswerAsync(context, e.StatusCode, e.Message);
        }
        catch (Exception e)
            when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer, and nothing went wrong here.
        }
#pragma warning disable CA1031 // The last resort: the client gets an answer, the log the exception.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.RequestFailed(logger, e, request.Method, request.Path);
            await AnswerAsync(
                context,
                StatusCodes.Status500InternalServerError,
                "the server failed on this request; its log says why"
            );
        }
    }

    private static async Task AnswerAsync(HttpContext context, int status, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        try
        {
            await JsonBody.WriteAsync(context, new ErrorDocument(message), Documents.Json.ErrorDocument, status);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client did not wait for the answer.
        }
    }
}
