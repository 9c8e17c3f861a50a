using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Surveys.Access;
using Surveys.Audit;
using Surveys.Countries;
using Surveys.Http;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.Storage;

namespace Surveys.Sms;

/// <summary>What an erasure did and left.</summary>
/// <param name="Interactions">Interactions whose contact data and comments were wiped.</param>
/// <param name="OptOutKept">Whether the number had said STOP: that alone stays, as a keyed hash, since forgetting it would mean texting again.</param>
/// <param name="Detail">The same in words.</param>
public sealed record ErasureReport(int Interactions, bool OptOutKept, string Detail);

/// <summary>
/// Erases a citizen by phone number: contact data, and the comments that can still be tied to the number. Counts stay; nothing that names a person does. The
/// request is noted first and the contact goes last, so that whatever dies in between, the sweep goes on from there.
/// </summary>
internal sealed partial class Erasure(
    SurveyStorage storage,
    Ledger.InteractionLedger ledger,
    ContactsTable contacts,
    SurveyLinks links,
    KeyRing keys,
    ILogger<Erasure> logger
)
{
    private const string Partition = "erasure";

    /// <summary>Erases at once, by every key under which the number may be hashed.</summary>
    public async Task<ErasureReport> EraseAsync(PhoneNumber phone, CancellationToken cancellationToken)
    {
        var hashes = keys.HashesOf(phone).ToList();
        foreach (var hash in hashes)
        {
            await storage.Work.UpsertEntityAsync(
                new TableEntity(Partition, hash),
                TableUpdateMode.Replace,
                cancellationToken
            );
        }

        var (rows, keptOptOut) = (0, false);
        foreach (var hash in hashes)
        {
            var (wiped, kept) = await EraseAsync(hash, cancellationToken);
            rows += wiped;
            keptOptOut |= kept;
        }

        return new ErasureReport(
            rows,
            keptOptOut,
            keptOptOut
                ? "Contact data and comments are erased. The number had said STOP: that stays as a keyed hash, so that it is not texted again."
                : "Contact data and comments are erased. Nothing is kept of the number."
        );
    }

    /// <summary>Goes on with erasures that were noted and not finished.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await foreach (
            var noted in storage.Work.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"),
                cancellationToken: cancellationToken
            )
        )
        {
            await EraseAsync(noted.RowKey, cancellationToken);
        }
    }

    private async Task<(int Rows, bool KeptOptOut)> EraseAsync(string hash, CancellationToken cancellationToken)
    {
        // Rows are found by the hash that they carry: the one scan of the ledger there is, for something rare that must miss nothing.
        var rows = 0;
        await foreach (
            var entity in storage.Ledger.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PhoneHash eq {hash}"),
                cancellationToken: cancellationToken
            )
        )
        {
            var key = InteractionRow.Read(entity).Key;
            await ledger.ChangeAsync(
                key,
                expectNew: false,
                row => new Decision<bool>(row is null ? null : Wipe(row, hash), true),
                cancellationToken
            );
            await links.ForgetAsync(key, cancellationToken);
            rows++;
        }

        var keptOptOut = await contacts.EraseAsync(hash, cancellationToken);
        await storage.Work.DeleteEntityAsync(Partition, hash, Azure.ETag.All, cancellationToken);
        Log.Erased(logger, rows, keptOptOut);
        return (rows, keptOptOut);
    }

    /// <summary>The row without what ties it to a person. A text that is being sent can't be called back: it goes, and its number with the fate.</summary>
    internal static Interaction Wipe(Interaction row, string hash)
    {
        if (row.Contact.PhoneHash != hash)
        {
            return row;
        }

        var waiting = row.Sms.State is SmsState.Scheduled;
        var leaving = row.Sms.State is SmsState.Sending || row.Sms.ReminderState is ReminderState.Sending;
        return row with
        {
            Sms = row.Sms with
            {
                State = waiting ? SmsState.Withheld : row.Sms.State,
                Reason = waiting ? Reason.Erased : row.Sms.Reason,
                ReminderState =
                    row.Sms.ReminderState is ReminderState.Scheduled ? ReminderState.Dropped : row.Sms.ReminderState,
            },
            Survey = row.Survey with { Comment = null, Conversation = null, Inbounds = [] },
            Contact = row.Contact with
            {
                SealedPhone = leaving ? row.Contact.SealedPhone : null,
                PhoneHash = null,
                PhoneBlock = null,
            },
        };
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "An erasure wiped {Rows} interactions; an opt-out was kept: {KeptOptOut}"
        )]
        public static partial void Erased(ILogger logger, int rows, bool keptOptOut);
    }
}

/// <summary>Erasing a citizen over HTTP.</summary>
internal static partial class ErasureEndpoints
{
    public static readonly Endpoint EraseCitizen = new("EraseCitizen", "POST", "v1/erasures", Roles.Admin, EraseAsync)
    {
        Summary = "Erase a citizen's contact data and comments by phone number",
        Query = [],
    };

    private static async Task<IResult> EraseAsync(
        HttpContext context,
        Erasure erasing,
        Country country,
        AuditLog audit,
        CancellationToken cancellationToken
    )
    {
        using var body = await RequestBody.ReadJsonAsync(
            context.Request,
            Endpoint.DefaultMaxBodyBytes,
            cancellationToken
        );
        var errors = new ValidationErrors();
        var fields = new JsonFields(body.RootElement, "", errors);
        var text = fields.Text("phone", required: true);
        fields.Close();
        var phone = default(PhoneNumber);
        if (text is not null && !PhoneNumber.TryParse(text, country, out phone))
        {
            fields.AddError("phone", PhoneNumber.FormError(country));
        }

        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        await audit.WriteAsync(Caller.Of(context).Entry(AuditAction.CitizenErased), cancellationToken);
        return Results.Json(
            await erasing.EraseAsync(phone, cancellationToken),
            ErasureJson.Default.ErasureReport,
            statusCode: 202
        );
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(ErasureReport))]
    private sealed partial class ErasureJson : JsonSerializerContext;
}
