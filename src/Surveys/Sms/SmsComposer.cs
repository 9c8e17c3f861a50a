using Surveys.Ledger;
using Surveys.ServiceRegister;

namespace Surveys.Sms;

/// <summary>
/// Composes invitations and reminders that fit one part where possible: a second part doubles the price.
/// </summary>
internal static class SmsComposer
{
    /// <summary>
    /// The shortest name in characters. A text that doesn't say who writes is worse than one of two parts.
    /// </summary>
    private const int MinNameLength = 8;

    /// <summary>The length of a typical service name in characters.</summary>
    private const int TypicalNameLength = 18;

    /// <summary>The invitation or the reminder of an interaction, and its number of parts.</summary>
    public static (string Body, int Parts) Compose(Interaction row, Service service, string link, bool isReminder) =>
        Compose(LanguageCatalog.Shipped[row.Report.Language], service, link, isReminder);

    /// <summary>An invitation or a reminder in a language, and its number of parts.</summary>
    public static (string Body, int Parts) Compose(Language language, Service service, string link, bool isReminder) =>
        Compose(language.Sms.Forms(service.Sms?.TwoWay is true, isReminder), service.NameIn(language), link);

    /// <summary>
    /// The fullest form that fits one part with the whole name; else the shortest form, with the name shortened until
    /// it fits.
    /// </summary>
    public static (string Body, int Parts) Compose(IReadOnlyList<string> forms, string name, string link)
    {
        foreach (var form in forms)
        {
            var body = Fill(form, name, link);
            if (Segments.Of(body).Parts is 1)
            {
                return (body, 1);
            }
        }

        foreach (var shorter in Shortened(name))
        {
            var body = Fill(forms[^1], shorter, link);
            if (Segments.Of(body).Parts is 1)
            {
                return (body, 1);
            }
        }

        var whole = Fill(forms[^1], name, link);
        return (whole, Segments.Of(whole).Parts);
    }

    /// <summary>
    /// The parts of the most expensive invitation in each language, for a name of 18 characters. A warning at startup
    /// rests on it.
    /// </summary>
    /// <param name="languages">The languages of text messages.</param>
    /// <param name="link">A link as it stands in a text.</param>
    public static IEnumerable<(string Language, int Parts)> PartsByLanguage(
        IEnumerable<Language> languages,
        string link
    ) =>
        languages.Select(language =>
        {
            var name = new string(language.Settings.NameLetter, TypicalNameLength);
            return (
                language.Code,
                new[] { false, true }.Max(twoWay =>
                    language.Sms.Forms(twoWay, isReminder: false).Min(form => Segments.Of(Fill(form, name, link)).Parts)
                )
            );
        });

    /// <summary>The name without its last word, without its last two and so on; then cut within a word.</summary>
    private static IEnumerable<string> Shortened(string name)
    {
        for (var end = name.LastIndexOf(' '); end >= MinNameLength; end = name.LastIndexOf(' ', end - 1))
        {
            yield return name[..end].TrimEnd(' ', ',', '-', '–');
        }

        for (var length = name.Length - 1; length >= MinNameLength; length--)
        {
            if (!char.IsHighSurrogate(name[length - 1]))
            {
                yield return name[..(length - 1)].TrimEnd() + ".";
            }
        }
    }

    private static string Fill(string form, string name, string link) =>
        form.Replace("{link}", link, StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal);
}
