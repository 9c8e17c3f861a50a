namespace Surveys.Local;

/// <summary>The delays between the attempts of the simulated carrier: doubled each time, up to a maximum.</summary>
internal static class RetryDelay
{
    /// <summary>The first delay.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Max = TimeSpan.FromSeconds(5);

    /// <summary>The delay after this one.</summary>
    public static TimeSpan After(TimeSpan delay) => delay * 2 > Max ? Max : delay * 2;
}
