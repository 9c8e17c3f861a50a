using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Surveys.Invitations;

namespace Surveys.Sms;

/// <summary>
/// Warns at startup if the configured short URL makes invitations two parts long, which doubles their price.
/// </summary>
internal sealed partial class SmsPartsCheck(SurveyLinks links, ILogger<SmsPartsCheck> logger) : IHostedService
{
    /// <summary>A code of the length that all codes have.</summary>
    private const string ExampleCode = "7Kq2Xm9aBc";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var link = links.TextOf(ExampleCode);
        foreach (
            var (language, parts) in SmsComposer
                .PartsByLanguage(LanguageCatalog.Shipped.WithSms, link)
                .Where(price => price.Parts > 1)
        )
        {
            Log.InvitationsHaveSeveralParts(logger, language, parts, link.Length);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "An invitation in '{Language}' has {Parts} parts because the link has {Length} characters. "
                + "Set Surveys:ShortUrl to a shorter address, such as gov.kz/s/."
        )]
        public static partial void InvitationsHaveSeveralParts(ILogger logger, string language, int parts, int length);
    }
}
