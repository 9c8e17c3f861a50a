namespace Surveys.Languages;

/// <summary>
/// The text messages in one language, from <c>sms.json</c>. <c>{name}</c> is the service's name and <c>{link}</c> its
/// link. Each text is written to fit one part.
/// </summary>
/// <remarks>
/// <c>OneWay*</c> texts come from a sender that can't be replied to: they carry the link and no reply instructions.
/// <c>TwoWay*</c> texts invite a reply, carry the link and say how to stop. Each has forms from the fullest to the
/// shortest. <c>SendStart</c> answers a START word that the carrier doesn't know. <c>Help</c> has <c>{agency}</c> and
/// <c>{verify}</c>: who writes, why, how to check a text and how to stop.
/// </remarks>
internal sealed partial class SmsTemplates : TextTable
{
    internal SmsTemplates(LanguageFile file)
        : base(file) { }

    /// <summary>The forms of an invitation or a reminder, from the fullest to the shortest.</summary>
    public IReadOnlyList<string> Forms(bool twoWay, bool isReminder) =>
        (twoWay, isReminder) switch
        {
            (false, false) => OneWay,
            (true, false) => TwoWay,
            (false, true) => OneWayReminder,
            (true, true) => TwoWayReminder,
        };
}
