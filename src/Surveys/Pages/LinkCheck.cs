namespace Surveys.Pages;

/// <summary>The result of checking a code or link on the verify page.</summary>
public abstract record LinkCheck
{
    private LinkCheck() { }

    /// <summary>The page was opened without a code field.</summary>
    public sealed record NotAsked : LinkCheck;

    /// <summary>The code field is empty.</summary>
    public sealed record Empty : LinkCheck;

    /// <summary>The platform did not issue this code or link.</summary>
    public sealed record Unknown : LinkCheck;

    /// <summary>The code of a text message that the platform sent.</summary>
    /// <param name="Sent">When it was sent, in the service's time zone.</param>
    public sealed record SmsLink(DateTimeOffset Sent) : LinkCheck;

    /// <summary>A link that a service shows on its own screen.</summary>
    public sealed record ShownLink : LinkCheck;
}
