namespace Surveys.Local;

/// <summary>The local host cannot start. The message is for the person who started it.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>
    /// The first line of an exception's message, as one sentence. The Azure SDK adds the whole response below it.
    /// </summary>
    public static string FirstLineOf(Exception e)
    {
        var cause = e is AggregateException { InnerExceptions: [var first, ..] } ? first : e;
        return cause.Message.Split('\n')[0].TrimEnd('\r', ' ', '.') + ".";
    }
}
