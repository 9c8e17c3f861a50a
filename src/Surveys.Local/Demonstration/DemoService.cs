namespace Surveys.Local.Demonstration;

/// <summary>A service of the demonstration, and the satisfaction of its citizens.</summary>
internal sealed record DemoService
{
    public required string Id { get; init; }

    public required (string Kk, string Ru, string En) Name { get; init; }

    public required string Agency { get; init; }

    /// <summary>The satisfaction target, 0 to 1.</summary>
    public required double Target { get; init; }

    /// <summary>The sender of its texts; null for a service that only shows links.</summary>
    public string? Sender { get; init; }

    /// <summary>The sender accepts replies.</summary>
    public bool TwoWay { get; init; }

    /// <summary>
    /// It sends texts at any time, so that the demonstration works on a weekend too; else in the default window.
    /// </summary>
    public bool AnyTime { get; init; }

    /// <summary>The colour of its pages; null for the default.</summary>
    public string? Accent { get; init; }

    /// <summary>Interactions a month.</summary>
    public int Monthly { get; init; } = 300;

    /// <summary>The share of its interactions that the service reports, by the ministry's own count.</summary>
    public double ReportedShare { get; init; } = 1;

    /// <summary>The share of satisfied citizens that AI alone served, 0 to 1.</summary>
    public required double ByAi { get; init; }

    /// <summary>The share of satisfied citizens that AI handed to staff, 0 to 1.</summary>
    public required double ByHandoff { get; init; }

    /// <summary>The share of satisfied citizens that staff alone served, 0 to 1.</summary>
    public required double ByHuman { get; init; }

    /// <summary>What each language adds to the share of satisfied citizens where AI took part.</summary>
    public (double Kk, double Ru, double En) Language { get; init; }

    /// <summary>The share of interactions that AI reports as resolved and the citizen does not.</summary>
    public double SilentFailure { get; init; } = 0.06;

    /// <summary>The share of interactions with AI in the first and in the last month.</summary>
    public (double First, double Last) AiShare { get; init; } = (0.45, 0.75);

    /// <summary>What an interaction with AI saves in processing cost and in staff time, in tenge.</summary>
    public required (double Processing, double Staff) Saves { get; init; }

    /// <summary>The cost of running the AI, in tenge a month.</summary>
    public required double AiCost { get; init; }

    public required IReadOnlyList<string> Channels { get; init; }

    /// <summary>The share of interactions with AI at a time between the first month (0) and the last (1).</summary>
    public double AiShareAt(double progress) => AiShare.First + ((AiShare.Last - AiShare.First) * progress);

    /// <summary>The share of satisfied citizens.</summary>
    public double SatisfiedShare(string assistance, string language) =>
        assistance switch
        {
            "ai" => ByAi + LanguageEffect(language),
            "ai-handoff" => ByHandoff + LanguageEffect(language),
            _ => ByHuman,
        };

    private double LanguageEffect(string language) =>
        language switch
        {
            "kk" => Language.Kk,
            "ru" => Language.Ru,
            _ => Language.En,
        };
}

/// <summary>
/// The ministry of the demonstration. Its six services differ, so that every verdict and indicator appears.
/// </summary>
internal static class DemoMinistry
{
    public static IReadOnlyList<DemoService> Services { get; } =
    [
        new()
        {
            Id = "driving-licence",
            Name = ("Жүргізуші куәлігі", "Водительские права", "Driving licence"),
            Agency = "Ministry of Internal Affairs",
            Target = 0.8,
            Sender = "1414",
            TwoWay = true,
            AnyTime = true,
            ByAi = 0.89,
            ByHandoff = 0.86,
            ByHuman = 0.85,
            Language = (0.01, 0, -0.02),
            Monthly = 340,
            Saves = (620, 310),
            AiCost = 58_000,
            Channels = ["web", "app", "chat"],
        },
        new()
        {
            Id = "tax-return",
            Name = ("Салық есебі", "Налоговая отчётность", "Tax return"),
            Agency = "State Revenue Committee",
            Target = 0.8,
            Sender = "SALYQ",
            AnyTime = true,
            Accent = "#00695c",
            ByAi = 0.63,
            ByHandoff = 0.7,
            ByHuman = 0.84,
            Language = (-0.04, 0.03, -0.05),
            SilentFailure = 0.24,
            Monthly = 360,
            AiShare = (0.55, 0.85),
            Saves = (810, 420),
            AiCost = 64_000,
            Channels = ["web", "chat", "voice"],
        },
        new()
        {
            Id = "social-benefit",
            Name = ("Әлеуметтік жәрдемақы", "Социальное пособие", "Social benefit"),
            Agency = "Ministry of Labour and Social Protection",
            Target = 0.76,
            Sender = "1406",
            TwoWay = true,
            AnyTime = true,
            Accent = "#6a1b9a",
            ByAi = 0.79,
            ByHandoff = 0.79,
            ByHuman = 0.74,
            Language = (-0.08, 0.06, 0.02),
            SilentFailure = 0.11,
            Monthly = 280,
            Saves = (540, 260),
            AiCost = 47_000,
            Channels = ["chat", "voice", "kiosk", "counter"],
        },
        new()
        {
            Id = "land-cadastre",
            Name = ("Жер кадастры", "Земельный кадастр", "Land cadastre"),
            Agency = "Ministry of Agriculture",
            Target = 0.75,
            Sender = "eGov",
            AnyTime = true,
            ReportedShare = 0.7,
            Accent = "#33691e",
            ByAi = 0.86,
            ByHandoff = 0.87,
            ByHuman = 0.8,
            Language = (0.02, 0, -0.03),
            Monthly = 220,
            AiShare = (0.3, 0.6),
            Saves = (190, 90),
            AiCost = 71_000,
            Channels = ["web", "counter"],
        },
        new()
        {
            Id = "health-appointment",
            Name = ("Дәрігерге жазылу", "Запись к врачу", "Health appointment"),
            Agency = "Ministry of Health",
            Target = 0.82,
            Sender = "+77172700414",
            TwoWay = true,
            AnyTime = true,
            Accent = "#ad1457",
            ByAi = 0.66,
            ByHandoff = 0.69,
            ByHuman = 0.71,
            Language = (-0.02, 0.02, -0.06),
            SilentFailure = 0.12,
            Monthly = 300,
            Saves = (120, 70),
            AiCost = 83_000,
            Channels = ["app", "voice", "chat"],
        },
        new()
        {
            Id = "business-registration",
            Name = ("Бизнесті тіркеу", "Регистрация бизнеса", "Business registration"),
            Agency = "Ministry of Justice",
            Target = 0.85,
            Sender = "eGov",
            ByAi = 0.92,
            ByHandoff = 0.91,
            ByHuman = 0.86,
            Language = (0, 0.01, 0.01),
            SilentFailure = 0.04,
            Monthly = 230,
            AiShare = (0.6, 0.9),
            Saves = (1150, 480),
            AiCost = 52_000,
            Channels = ["web", "app"],
        },
    ];

    /// <summary>The comments of satisfied and dissatisfied citizens.</summary>
    public static IReadOnlyList<string> Comments(string language, bool satisfied) =>
        (language, satisfied) switch
        {
            ("kk", true) =>
            [
                "Тез әрі түсінікті, рақмет!",
                "Бәрі бес минутта шешілді.",
                "Көмекші қазақша жақсы түсінеді.",
                "Кезек күтпедім, өте ыңғайлы.",
            ],
            ("kk", false) =>
            [
                "Көмекші сұрағымды түсінбеді.",
                "Қайтадан хабарласуға тура келді.",
                "Адаммен сөйлесе алмадым.",
                "Жауап тым жалпы болды.",
                "Орысшадан аударылғаны көрініп тұр.",
            ],
            ("ru", true) =>
            [
                "Быстро и без очереди, спасибо.",
                "Всё понятно, справился сам.",
                "Ассистент сразу понял вопрос.",
                "Удобно, что можно ночью.",
            ],
            ("ru", false) =>
            [
                "Ответил не на то, что я спрашивал.",
                "Пришлось звонить ещё раз.",
                "Не нашёл, как связаться с человеком.",
                "Слишком общие ответы.",
                "Закрыли заявку, а вопрос не решён.",
            ],
            (_, true) => ["Quick and clear, thank you.", "Done in five minutes.", "It understood me at once."],
            _ =>
            [
                "It answered another question.",
                "I had to call again.",
                "No way to reach a person.",
                "The English is hard to follow.",
            ],
        };
}
