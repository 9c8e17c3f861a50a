using Surveys.Ledger;
using Surveys.ServiceRegister;

namespace Surveys.Sms;

/// <summary>Writes invitations and reminders, as short as they must be: a second part would double a nation's bill.</summary>
internal static class SmsComposer
{
    /// <summary>A name is never cut below this: a text that doesn't say who writes is worse than a dear one.</summary>
    private const int MinNameLength = 8;

    /// <summary>The text of an interaction's invitation or reminder, and its parts.</summary>
    public static (string Body, int Parts) Compose(Interaction row, Service service, string link, bool isReminder)
    {
        var forms = SmsTemplates.In(row.Report.Language).Forms(service.Sms?.TwoWay is true, isReminder);
        return Compose(forms, service.NameIn(row.Report.Language), link);
    }

    /// <summary>The fullest form that fits one part with the whole name; else the shortest form with the name shortened until it does.</summary>
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

        var dear = Fill(forms[^1], name, link);
        return (dear, Segments.Of(dear).Parts);
    }

    /// <summary>How many parts the dearest invitation costs with a link of this length and a name of 18 characters, uncut: what is warned about at start.</summary>
    public static IEnumerable<(string Language, int Parts)> PartsByLanguage(string link) =>
        ServiceSettings.Languages.Select(language =>
        {
            var name = new string(language is "en" ? 'a' : 'ж', 18);
            return (
                language,
                new[] { false, true }.Max(twoWay =>
                    SmsTemplates
                        .In(language)
                        .Forms(twoWay, isReminder: false)
                        .Min(form => Segments.Of(Fill(form, name, link)).Parts)
                )
            );
        });

    /// <summary>The name with its last words left off, one after the other; then cut within a word.</summary>
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
