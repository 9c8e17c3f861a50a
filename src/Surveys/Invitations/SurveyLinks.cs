using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.Storage;

namespace Surveys.Invitations;

/// <summary>A citizen's link, opened: where the survey lies and by which of the two links it was reached.</summary>
internal readonly record struct OpenedLink(InteractionKey Key, AnswerLink Link);

/// <summary>
/// The two links to one survey. The token in <c>surveyUrl</c> says itself where its row lies, sealed; it needs no look-up and is refused without one where it
/// is forged. The code in a text has 10 characters, is made only when a text goes out, and lies hashed in the table <c>links</c>.
/// </summary>
internal sealed class SurveyLinks(KeyRing keys, SurveyStorage storage, IOptions<SurveysOptions> options)
{
    /// <summary>Characters of a code's hash that make its partition: 256 partitions, read by code alone.</summary>
    private const int PartitionLength = 2;

    private const string Purpose = "survey";

    /// <summary>The link that the service may show.</summary>
    public Uri UrlOf(InteractionKey key) => options.Value.AddressOf($"/s/{TokenOf(key)}");

    public string TokenOf(InteractionKey key) => keys.Seal(key.ToBytes(), Purpose);

    /// <summary>The code of the text, the same whenever it is made again.</summary>
    public string CodeOf(InteractionKey key) => keys.CodeOf(key.ToBytes());

    /// <summary>The codes that a text of this place may carry: made under the key of its day, whichever that was.</summary>
    public IEnumerable<string> CodesOf(InteractionKey key) => keys.CodesOf(key.ToBytes());

    /// <summary>What stands in the text: the short address and the code.</summary>
    public string TextOf(string code) => (options.Value.ShortUrl ?? options.Value.AddressOf("/s/").ToString()) + code;

    /// <summary>Makes a code known; harmless to repeat.</summary>
    /// <param name="code">The code.</param>
    /// <param name="key">Where its survey lies.</param>
    /// <param name="forget">The day after which it may be deleted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WriteAsync(
        string code,
        InteractionKey key,
        DateTimeOffset forget,
        CancellationToken cancellationToken
    )
    {
        var hash = KeyRing.HashCode(code);
        await storage.Links.UpsertEntityAsync(
            new TableEntity(hash[..PartitionLength], hash) { ["Place"] = key.ToString(), ["Forget"] = forget },
            TableUpdateMode.Replace,
            cancellationToken
        );
    }

    /// <summary>Opens either link; null where it is neither.</summary>
    public async Task<OpenedLink?> OpenAsync(string tokenOrCode, CancellationToken cancellationToken)
    {
        if (KeyRing.IsCode(tokenOrCode))
        {
            var hash = KeyRing.HashCode(tokenOrCode);
            var entity = await storage.Links.GetEntityIfExistsAsync<TableEntity>(
                hash[..PartitionLength],
                hash,
                cancellationToken: cancellationToken
            );
            return entity.HasValue
                ? new OpenedLink(InteractionKey.Parse(entity.Value!.GetString("Place")), AnswerLink.Texted)
                : null;
        }

        return keys.TryOpen(tokenOrCode, Purpose) is { } payload && InteractionKey.FromBytes(payload) is { } key
            ? new OpenedLink(key, AnswerLink.Shown)
            : null;
    }

    /// <summary>Deletes the codes of a place, under whichever key they were made; harmless to repeat.</summary>
    public async Task ForgetAsync(InteractionKey key, CancellationToken cancellationToken)
    {
        foreach (var code in CodesOf(key))
        {
            var hash = KeyRing.HashCode(code);
            await storage.Links.DeleteEntityAsync(hash[..PartitionLength], hash, ETag.All, cancellationToken);
        }
    }
}
