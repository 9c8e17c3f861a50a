using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Surveys.Http;
using Surveys.Interactions;
using Surveys.Ledger;

namespace Surveys.Pages;

/// <summary>What a citizen may want to know before answering: whether the text was ours, and what is kept.</summary>
internal static class HelpEndpoints
{
    private static readonly string[] Schemes = ["https://", "http://"];

    public static readonly Endpoint VerifyText = new("VerifyText", "GET", "verify", Roles.Anyone, VerifyAsync)
    {
        Summary =
            "Was this text really yours? Enter the code of the link: when it was sent and for which service, and what we never ask for",
        ProblemPage = SurveyAccess.ShowProblem,
    };

    public static readonly Endpoint ShowPrivacy = new(
        "ShowPrivacy",
        "GET",
        "privacy",
        Roles.Anyone,
        (HttpContext context) => Page.Privacy(SurveyAccess.VisitOf(context))
    )
    {
        Summary = "What is kept of whom, how long, and why",
        ProblemPage = SurveyAccess.ShowProblem,
    };

    private static async Task<IResult> VerifyAsync(
        string? code,
        HttpContext context,
        SurveyAccess visiting,
        IOptions<SurveysOptions> options,
        CancellationToken cancellationToken
    )
    {
        var pageContext = SurveyAccess.VisitOf(context);
        if (code is null)
        {
            return Page.Verify(pageContext, "", new LinkCheck.NotAsked());
        }

        code = Comments.Clean(code);
        pageContext = pageContext with { Query = "code=" + Uri.EscapeDataString(code) };
        if (code.Length is 0)
        {
            return Page.Verify(pageContext, "", new LinkCheck.Empty());
        }

        if (
            CodeIn(code, options.Value) is { } named
            && await visiting.FindAsync(context, named, cancellationToken) is { } survey
        )
        {
            // A code is made only when a text goes out: who holds one was texted, whatever became of the report on it.
            LinkCheck found =
                survey.Link is AnswerLink.Texted
                    ? new LinkCheck.OfText(
                        TimeZoneInfo.ConvertTime(
                            survey.Row.Sms.SentAt ?? survey.Row.Sms.SendAt ?? survey.Row.Report.CompletedAt,
                            TimeZoneInfo.FindSystemTimeZoneById(survey.Service.TimeZone)
                        )
                    )
                    : new LinkCheck.OfLink();
            return Page.Verify(pageContext with { Service = survey.Visit.Service }, code, found);
        }

        return visiting.Refuse(context) ?? Page.Verify(pageContext, code, new LinkCheck.Unknown());
    }

    /// <summary>The code or token in what a citizen typed or pasted; null where it is a link that doesn't lead to us, though its code may be stolen from one that does.</summary>
    internal static string? CodeIn(string typed, SurveysOptions options)
    {
        var link = typed.Trim(
            ' ',
            '\t',
            '\r',
            '\n',
            '.',
            ',',
            ';',
            '"',
            '<',
            '>',
            '(',
            ')',
            '\u00a0',
            '\u200b',
            '\u200e',
            '\u200f'
        );
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
