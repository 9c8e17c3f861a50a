namespace Surveys.Http;

/// <summary>An operation failed for a temporary reason. It can be repeated unchanged.</summary>
internal class TransientException(string message, Exception? inner) : Exception(message, inner);

/// <summary>Errors that are answered with 503 and Retry-After, such as a busy or unreachable storage account.</summary>
internal static class TransientErrors
{
    /// <summary>Whether an exception is a transient error.</summary>
    public static bool Includes(Exception e) =>
        e switch
        {
            Azure.RequestFailedException { Status: 0 or 408 or 429 or >= 500 } => true,
            AggregateException { InnerException: { } inner } => Includes(inner),
            TaskCanceledException or TimeoutException => true,
            TransientException => true,
            _ => false,
        };
}
