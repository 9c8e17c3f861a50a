using System.Globalization;
using System.Text.Json;

namespace Surveys.Languages;

/// <summary>A language of the platform: one folder of files. <c>Languages/README.md</c> says how to add one.</summary>
public sealed class Language
{
    private readonly DashboardTexts? _dashboards;
    private readonly SmsTemplates? _sms;
    private readonly ReplyWords? _replies;

    /// <exception cref="InvalidDataException">A file is missing or can't be read.</exception>
    internal Language(LanguageCatalog catalog, string code, IReadOnlyDictionary<string, LanguageFile> files)
    {
        LanguageFile Required(string name) =>
            files.GetValueOrDefault(name)
            ?? throw new InvalidDataException($"The language '{code}' has no {name}.json.");

        LanguageFile? Optional(string name) => Settings.Files.Contains(name) ? Required(name) : null;

        Catalog = catalog;
        Settings = Read(Required("language"), LanguageJson.Default.LanguageSettings);
        if (Settings.Code != code)
        {
            throw new InvalidDataException($"The folder '{code}' holds the language '{Settings.Code}'.");
        }

        Culture = CultureInfo.GetCultureInfo(Settings.Culture);
        NameComparer = StringComparer.Create(Culture, ignoreCase: true);
        Plurals = new PluralRules(Settings.Plurals);
        Pages = new PageTexts(Required("pages"));
        Questionnaire = new QuestionnaireTexts(Required("ai-service-v1"));
        _dashboards = Optional("dashboards") is { } dashboards ? new DashboardTexts(dashboards, this) : null;
        _sms = Optional("sms") is { } sms ? new SmsTemplates(sms) : null;
        _replies = Optional("replies") is { } replies ? Read(replies, LanguageJson.Default.ReplyWords) : null;
    }

    /// <summary>The code in <c>lang</c>, in <c>?lang=</c> and in the API.</summary>
    public string Code => Settings.Code;

    /// <summary>The name of the language in the language itself.</summary>
    public string OwnName => Settings.Name;

    /// <summary><c>ltr</c> or <c>rtl</c>.</summary>
    public string Direction => Settings.Direction;

    /// <summary>The catalog that the language belongs to.</summary>
    public LanguageCatalog Catalog { get; }

    /// <summary>The culture by which names are sorted.</summary>
    public CultureInfo Culture { get; }

    /// <summary>Compares names as a dictionary of the language does, without regard to case.</summary>
    public StringComparer NameComparer { get; }

    /// <summary>Which form of a noun goes with a number.</summary>
    public PluralRules Plurals { get; }

    /// <summary>The texts of citizens' pages.</summary>
    public PageTexts Pages { get; }

    /// <summary>The wording of the standard questionnaire.</summary>
    public QuestionnaireTexts Questionnaire { get; }

    /// <summary>The language has texts for dashboards.</summary>
    public bool HasDashboards => _dashboards is not null;

    /// <summary>The texts of dashboards.</summary>
    /// <exception cref="InvalidOperationException">The language has none.</exception>
    public DashboardTexts Dashboards => _dashboards ?? throw Lacks("dashboards");

    /// <summary>Text messages are sent and read in this language.</summary>
    public bool HasSms => _sms is not null && _replies is not null;

    /// <summary>The text messages.</summary>
    /// <exception cref="InvalidOperationException">The language has none.</exception>
    internal SmsTemplates Sms => _sms ?? throw Lacks("sms");

    /// <summary>The words that citizens reply with.</summary>
    /// <exception cref="InvalidOperationException">The language has none.</exception>
    internal ReplyWords Replies => _replies ?? throw Lacks("replies");

    internal LanguageSettings Settings { get; }

    /// <summary>A text in this language; where there is none, in the first language in order that has one.</summary>
    /// <returns>The text and its language; an empty text in this language where there is no text at all.</returns>
    public (string Text, Language Language) Pick(IReadOnlyDictionary<string, string> localized)
    {
        ArgumentNullException.ThrowIfNull(localized);
        foreach (var language in (IEnumerable<Language>)[this, .. Catalog.All])
        {
            if (localized.TryGetValue(language.Code, out var text))
            {
                return (text, language);
            }
        }

        return ("", this);
    }

    private static T Read<T>(LanguageFile file, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            using var stream = file.Open();
            return JsonSerializer.Deserialize(stream, type)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file.Language}/{file.Name}.json can't be read: {e.Message}", e);
        }
    }

    private InvalidOperationException Lacks(string file) => new($"The language '{Code}' has no {file}.json.");
}
