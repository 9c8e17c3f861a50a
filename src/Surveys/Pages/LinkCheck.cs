namespace Surveys.Pages;

/// <summary>What a code turned out to be.</summary>
public abstract record LinkCheck
{
    private LinkCheck() { }

    /// <summary>Nobody asked yet.</summary>
    public sealed record NotAsked : LinkCheck;

    /// <summary>Asked without a code.</summary>
    public sealed record Empty : LinkCheck;

    /// <summary>No code of ours.</summary>
    public sealed record Unknown : LinkCheck;

    /// <summary>The code of a text that we sent.</summary>
    /// <param name="Sent">When it went out, in the service's time zone.</param>
    public sealed record OfText(DateTimeOffset Sent) : LinkCheck;

    /// <summary>A link that a service showed on its own screen, or whose text has not gone out.</summary>
    public sealed record OfLink : LinkCheck;
}
