using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Surveys.Invitations;

namespace Surveys.Sms;

/// <summary>Warns at start where the configured short address makes invitations cost a part more: that doubles the bill of every text.</summary>
internal sealed partial class SmsPartsCheck(SurveyLinks links, ILogger<SmsPartsCheck> logger) : IHostedService
{
    /// <summary>As long as any code.</summary>
    private const string SomeCode = "7Kq2Xm9aBc";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var link = links.TextOf(SomeCode);
        foreach (var (language, parts) in SmsComposer.PartsByLanguage(link).Where(price => price.Parts > 1))
        {
            Log.TextsAreDear(logger, link.Length, language, parts);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "A link in a text has {Length} characters, so an invitation in '{Language}' costs {Parts} parts; set Surveys:ShortUrl to a shorter address, such as gov.kz/s/"
        )]
        public static partial void TextsAreDear(ILogger logger, int length, string language, int parts);
    }
}
