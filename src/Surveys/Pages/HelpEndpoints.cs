using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Surveys.Http;
using Surveys.Interactions;
using Surveys.Ledger;

namespace Surveys.Pages;

/// <summary>The verify page and the privacy notice.</summary>
internal static class HelpEndpoints
{
    private static readonly string[] Schemes = ["https://", "http://"];

    /// <summary>Characters that people copy along with a link: white space, punctuation and direction marks.</summary>
    private static readonly char[] Surrounding = [.. " \t\r\n.,;\"<>()", '\u00a0', '\u200b', '\u200e', '\u200f'];

    public static readonly Endpoint VerifyText = new("VerifyText", "GET", "verify", Roles.Anyone, VerifyAsync)
    {
        Summary =
            "Was this text really yours? Enter the code of the link: when it was sent and for which service, "
            + "and what we never ask for",
        ProblemPage = SurveyAccess.ShowProblem,
    };

    public static readonly Endpoint ShowPrivacy = new(
        "ShowPrivacy",
        "GET",
        "privacy",
        Roles.Anyone,
        (HttpContext context) => CitizenPage.Privacy(SurveyAccess.PageOf(context))
    )
    {
        Summary = "What is kept of whom, how long, and why",
        ProblemPage = SurveyAccess.ShowProblem,
    };

    private static async Task<IResult> VerifyAsync(
        string? code,
        HttpContext context,
        SurveyAccess access,
        IOptions<SurveysOptions> options,
        CancellationToken cancellationToken
    )
    {
        var page = SurveyAccess.PageOf(context);
        if (code is null)
        {
            return CitizenPage.Verify(page, "", new LinkCheck.NotAsked());
        }

        code = Comments.Clean(code);
        page = page with { Query = "code=" + Uri.EscapeDataString(code) };
        if (code.Length is 0)
        {
            return CitizenPage.Verify(page, "", new LinkCheck.Empty());
        }

        if (
            CodeIn(code, options.Value) is { } named
            && await access.FindAsync(context, named, cancellationToken) is { } survey
        )
        {
            // The platform creates a code only when it sends a text, so a known code proves that a text was sent.
            LinkCheck result =
                survey.Link is AnswerLink.Texted
                    ? new LinkCheck.SmsLink(
                        TimeZoneInfo.ConvertTime(
                            survey.Row.Sms.SentAt ?? survey.Row.Sms.SendAt ?? survey.Row.Report.CompletedAt,
                            TimeZoneInfo.FindSystemTimeZoneById(survey.Service.TimeZone)
                        )
                    )
                    : new LinkCheck.ShownLink();
            return CitizenPage.Verify(page with { Service = survey.Page.Service }, code, result);
        }

        return access.CountFailure(context) ?? CitizenPage.Verify(page, code, new LinkCheck.Unknown());
    }

    /// <summary>
    /// The code or token in the text that a citizen typed or pasted; null for a link to another host, even if it
    /// contains a valid code.
    /// </summary>
    internal static string? CodeIn(string typed, SurveysOptions options)
    {
        var link = typed.Trim(Surrounding);
        if (!link.Contains('/', StringComparison.Ordinal))
        {
            return link;
        }

        link = WithoutScheme(link);
        foreach (var prefix in (string?[])[options.ShortUrl, options.AddressOf("/s/").AbsoluteUri])
        {
            if (prefix is not null && link.StartsWith(WithoutScheme(prefix), StringComparison.OrdinalIgnoreCase))
            {
                return link[WithoutScheme(prefix).Length..].Split('?', '#', '/')[0];
            }
        }

        return null;
    }

    private static string WithoutScheme(string address) =>
        Schemes.FirstOrDefault(scheme => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is { } known
            ? address[known.Length..]
            : address;
}
