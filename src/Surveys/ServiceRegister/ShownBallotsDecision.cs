using System.Text.Json.Serialization;
using Surveys.Access;
using Surveys.Http;

namespace Surveys.ServiceRegister;

/// <summary>
/// The ministry's decision on the shown ballots of a service: whether they may stand as its score, and whether a high
/// share of interactions that no text message can reach is accepted.
/// </summary>
/// <param name="Accepted">Whether they are accepted.</param>
/// <param name="Reason">Why; for people.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="DecidedBy">The id of the key.</param>
internal sealed record ShownBallotsDecision(bool Accepted, string Reason, DateTimeOffset DecidedAt, string DecidedBy)
{
    /// <summary>Maximum length of the reason.</summary>
    public const int MaxReason = 2_000;

    /// <summary>Reads a decision; validation errors are collected in the fields.</summary>
    public static ShownBallotsDecision Read(JsonFields fields, DateTimeOffset now, Caller caller)
    {
        var decision = new ShownBallotsDecision(
            fields.Flag("accepted") ?? true,
            fields.Text("reason", required: true, shortest: 1, longest: MaxReason) ?? "",
            now,
            caller.KeyId
        );
        fields.Close();
        return decision;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ShownBallotsDecision))]
internal sealed partial class ShownBallotsJson : JsonSerializerContext;
