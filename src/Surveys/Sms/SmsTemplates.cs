namespace Surveys.Sms;

/// <summary>The words of our texts, by language. {name} is the service's, {link} its link; each is written to fit one part.</summary>
internal sealed record SmsTemplates
{
    /// <summary>To a sender that can't be replied to: the link, and no reply instructions. From the fullest to the shortest.</summary>
    public required IReadOnlyList<string> OneWay { get; init; }

    /// <summary>To a sender that can be replied to: the rating is invited, the link is there, and how to stop.</summary>
    public required IReadOnlyList<string> TwoWay { get; init; }

    /// <summary>The one reminder, from a sender that can't be replied to.</summary>
    public required IReadOnlyList<string> OneWayReminder { get; init; }

    /// <summary>The one reminder, from a sender that can be replied to: as its invitation, it invites the reply and says how to stop.</summary>
    public required IReadOnlyList<string> TwoWayReminder { get; init; }

    public required string AskResolved { get; init; }

    public required string AskEase { get; init; }

    public required string AskComment { get; init; }

    public required string Thanks { get; init; }

    /// <summary>One polite hint for the first text that can't be read.</summary>
    public required string HintRating { get; init; }

    public required string HintResolved { get; init; }

    public required string Stopped { get; init; }

    public required string Started { get; init; }

    /// <summary>For who writes a START word that the carrier doesn't know.</summary>
    public required string SendStart { get; init; }

    /// <summary>{agency} and {verify}: who, why, how to check, how to stop.</summary>
    public required string Help { get; init; }

    /// <summary>The forms of a text, from the fullest to the shortest.</summary>
    public IReadOnlyList<string> Forms(bool twoWay, bool isReminder) =>
        (twoWay, isReminder) switch
        {
            (false, false) => OneWay,
            (true, false) => TwoWay,
            (false, true) => OneWayReminder,
            (true, true) => TwoWayReminder,
        };

    public static SmsTemplates In(string language) =>
        language switch
        {
            "ru" => Russian,
            "en" => English,
            _ => Kazakh,
        };

    private static readonly SmsTemplates Kazakh = new()
    {
        OneWay = ["{name}: қызметті бағалаңыз {link}", "{name}: бағалаңыз {link}"],
        TwoWay = ["{name}: баға 1-5, 5-жақсы {link} Тоқтату:СТОП"],
        OneWayReminder = ["{name}: пікіріңізді күтеміз {link}", "{name}: пікір {link}"],
        TwoWayReminder = ["{name}: баға күтеміз 1-5 {link} Тоқтату:СТОП"],
        AskResolved = "Рақмет! Мәселеңіз шешілді ме? 1-иә, 2-жартылай, 3-жоқ",
        AskEase = "Қызметті алу оңай болды ма? 1-5 (5-өте оңай)",
        AskComment = "Тағы айтарыңыз болса, жазыңыз. Жеке деректерсіз.",
        Thanks = "Рақмет! Жауабыңыз қызметті жақсартуға көмектеседі.",
        HintRating = "Түсінбедік. 1-ден 5-ке дейін бір сан жіберіңіз: 5-өте жақсы.",
        HintResolved = "Түсінбедік. 1-иә, 2-жартылай, 3-жоқ: бір сан жіберіңіз.",
        Stopped = "Сізге енді сауалнама жібермейміз. Қайта қосу: START",
        Started = "Сауалнама қайта қосылды. Тоқтату: СТОП",
        SendStart = "Сауалнаманы қайта қосу үшін START деп жіберіңіз.",
        Help = "{agency}: қызметтен кейін пікір сұраймыз. Тексеру: {verify} Тоқтату: СТОП",
    };

    private static readonly SmsTemplates Russian = new()
    {
        OneWay = ["{name}: оцените услугу {link}", "{name}: оцените {link}"],
        TwoWay = ["{name}: балл 1-5, 5-отлично {link} Отказ:СТОП"],
        OneWayReminder = ["{name}: ждём вашу оценку {link}", "{name}: оцените {link}"],
        TwoWayReminder = ["{name}: ждём ваш балл 1-5 {link} Отказ:СТОП"],
        AskResolved = "Спасибо! Ваш вопрос решён? 1-да, 2-частично, 3-нет",
        AskEase = "Легко ли было получить услугу? 1-5 (5-очень легко)",
        AskComment = "Если хотите, напишите, что улучшить. Без личных данных.",
        Thanks = "Спасибо! Ваш ответ поможет улучшить услугу.",
        HintRating = "Не поняли ответ. Пришлите одну цифру от 1 до 5: 5-отлично.",
        HintResolved = "Не поняли ответ. Пришлите цифру: 1-да, 2-частично, 3-нет.",
        Stopped = "Больше не будем присылать опросы. Вернуть: START",
        Started = "Опросы снова включены. Отказаться: СТОП",
        SendStart = "Чтобы снова получать опросы, отправьте START.",
        Help = "{agency}: просим оценить услугу. Проверить: {verify} Отказ: СТОП",
    };

    private static readonly SmsTemplates English = new()
    {
        OneWay =
        [
            "{name}: how was our service? Tell us in 20 seconds: {link}",
            "{name}: rate this service {link}",
            "{name}: rate {link}",
        ],
        TwoWay =
        [
            "{name}: how satisfied are you? Reply 1-5 (5 = very satisfied) or tap {link} Reply STOP to opt out",
            "{name}: rate 1-5, 5=best {link} STOP to quit",
            "{name}: 1-5, 5=best {link} STOP:quit",
        ],
        OneWayReminder =
        [
            "{name}: we would still like to hear from you. It takes 20 seconds: {link}",
            "{name}: please rate us {link}",
            "{name}: rate {link}",
        ],
        TwoWayReminder =
        [
            "{name}: how satisfied were you? Reply 1-5 (5 = very satisfied) or tap {link} Reply STOP to opt out",
            "{name}: rate 1-5, 5=best {link} STOP to quit",
            "{name}: 1-5, 5=best {link} STOP:quit",
        ],
        AskResolved = "Thank you! Did you get what you came for? 1 = fully, 2 = partly, 3 = no",
        AskEase = "How easy was it? 1-5 (5 = very easy)",
        AskComment = "Anything we should do better? Please write no personal details.",
        Thanks = "Thank you! Your answer helps to improve the service.",
        HintRating = "Sorry, we could not read that. Please send one digit from 1 to 5: 5 is best.",
        HintResolved = "Sorry, we could not read that. Please send 1 = fully, 2 = partly or 3 = no.",
        Stopped = "You will get no more surveys from us. To undo: START",
        Started = "Surveys are on again. To stop: STOP",
        SendStart = "To get surveys again, send START.",
        Help = "{agency} asks how its services work for you. Check a text: {verify} To stop: STOP",
    };
}
